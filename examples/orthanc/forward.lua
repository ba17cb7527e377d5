-- Orthanc forwards the radiographs of every stable study to CausalClipSeg, once each. Our SEGs come back into the same study.
-- orthanc.json: "LuaScripts": ["/etc/orthanc/forward.lua"],
--               "DicomModalities": { "causalclipseg": ["CAUSALCLIPSEG", "worker.hospital.example", 11112] }

local MODALITY = 'causalclipseg'
local WANTED = { CR = true, DX = true, DR = true }
local SENT = '4711' -- user-defined metadata (1024 to 65535): this instance was sent

local function IsSent(instance)
   for _, name in pairs(ParseJson(RestApiGet('/instances/' .. instance .. '/metadata', false))) do
      if name == SENT then
         return true
      end
   end
   return false
end

function OnStableStudy(studyId, tags, metadata)
   for _, series in pairs(ParseJson(RestApiGet('/studies/' .. studyId .. '/series', false))) do
      if WANTED[series['MainDicomTags']['Modality']] then
         for _, instance in pairs(series['Instances']) do
            if not IsSent(instance) then
               -- A failed transfer is an error here: the instance stays unmarked and goes with the study's next change.
               RestApiPost('/modalities/' .. MODALITY .. '/store', instance, false)
               RestApiPut('/instances/' .. instance .. '/metadata/' .. SENT, 'sent', false)
            end
         end
      end
   end
end
