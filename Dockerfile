# The worker with fo-dicom.      CPU: docker build .      NVIDIA GPUs: docker build --target gpu .
FROM mcr.microsoft.com/dotnet/sdk:10.0-noble AS source
WORKDIR /source
COPY . .

FROM source AS publish-cpu
RUN dotnet publish src/CausalClipSeg.Pipeline/CausalClipSeg.Pipeline.csproj -c Release -r linux-x64 --self-contained false -p:DicomLibrary=fo-dicom -p:TorchBackend=cpu -o /app

FROM source AS publish-gpu
RUN dotnet publish src/CausalClipSeg.Pipeline/CausalClipSeg.Pipeline.csproj -c Release -r linux-x64 --self-contained false -p:DicomLibrary=fo-dicom -p:TorchBackend=cuda -o /app

# CharLS and OpenJPEG decode JPEG-LS and JPEG 2000; libgomp1 is what libtorch runs its threads with. No shell is needed at run time, and nothing runs as root.
FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble AS base
RUN apt-get update \
    && apt-get install -y --no-install-recommends libcharls2 libopenjp2-7 libgomp1 \
    && rm -rf /var/lib/apt/lists/* \
    && install -d -o app -g app /var/lib/causalclipseg
ENV Storage__Root=/var/lib/causalclipseg \
    DOTNET_EnableDiagnostics=0
USER app
WORKDIR /var/lib/causalclipseg
VOLUME /var/lib/causalclipseg
EXPOSE 11112 2575 8080
ENTRYPOINT ["/app/causalclipseg"]
CMD ["run"]

FROM base AS gpu
ENV NVIDIA_VISIBLE_DEVICES=all \
    NVIDIA_DRIVER_CAPABILITIES=compute,utility
COPY --from=publish-gpu /app /app

FROM base AS cpu
COPY --from=publish-cpu /app /app
