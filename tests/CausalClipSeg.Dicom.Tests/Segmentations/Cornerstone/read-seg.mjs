// Rebuilds the label maps of a segmentation as OHIF does: read-seg SEG SOURCE… prints, for each source image, the covered pixels of each segment.
import { readFileSync } from 'node:fs';
import dcmjs from 'dcmjs';
import { metaData } from '@cornerstonejs/core';
import { adaptersSEG } from '@cornerstonejs/adapters';

const [segmentation, ...sources] = process.argv.slice(2);

function bytes(path) {
  const file = readFileSync(path);
  return file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength);
}

const instances = new Map(sources.map((path) => {
  const { dict } = dcmjs.data.DicomMessage.readFile(bytes(path));
  const instance = dcmjs.data.DicomMetaDictionary.naturalizeDataset(dict);
  return [`instance:${instance.SOPInstanceUID}`, instance];
}));

function modules(type, imageId) {
  const instance = instances.get(imageId);
  if (!instance) return undefined;
  // What the viewer assumes of an image that has no orientation.
  const orientation = (instance.ImageOrientationPatient ?? [1, 0, 0, 0, 1, 0]).map(Number);
  switch (type) {
    case 'instance': return instance;
    case 'generalImageModule': case 'sopCommonModule':
      return { sopInstanceUID: instance.SOPInstanceUID, sopClassUID: instance.SOPClassUID };
    case 'generalSeriesModule': return { seriesInstanceUID: instance.SeriesInstanceUID, modality: instance.Modality };
    case 'imagePlaneModule':
      return {
        rows: instance.Rows, columns: instance.Columns, frameOfReferenceUID: instance.FrameOfReferenceUID,
        imageOrientationPatient: orientation, rowCosines: orientation.slice(0, 3), columnCosines: orientation.slice(3),
        imagePositionPatient: (instance.ImagePositionPatient ?? [0, 0, 0]).map(Number),
      };
    case 'imagePixelModule':
      return { rows: instance.Rows, columns: instance.Columns, bitsAllocated: 8, bitsStored: 8, highBit: 7, samplesPerPixel: 1, pixelRepresentation: 0, photometricInterpretation: 'MONOCHROME2' };
    default: return undefined;
  }
}

metaData.addProvider(modules, 10000);
const imageIds = [...instances.keys()];

async function main() {
  const result = await adaptersSEG.Cornerstone3D.Segmentation.createFromDICOMSegBuffer(imageIds, bytes(segmentation), { metadataProvider: { get: modules } });
  const masks = [];
  for (const layer of result.labelMapImages) {
    layer.forEach((image, index) => {
      const labels = image.voxelManager.getScalarData();
      for (const segment of new Set(labels)) {
        if (segment === 0) continue;
        const covered = Buffer.from(Uint8Array.from(labels, (label) => (label === segment ? 1 : 0)));
        masks.push({ segment, source: imageIds[index].slice('instance:'.length), pixels: covered.toString('base64') });
      }
    });
  }
  const segments = result.segMetadata.data.filter(Boolean).map((segment) => ({ number: segment.SegmentNumber, label: segment.SegmentLabel, colour: segment.rgba ?? segment.RecommendedDisplayCIELabValue ?? null }));
  process.stdout.write(JSON.stringify({ masks, segments }), () => process.exit(0));
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
