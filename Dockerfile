# The worker with fo-dicom. For NVIDIA GPUs: docker build --build-arg TORCH_BACKEND=cuda .
FROM mcr.microsoft.com/dotnet/sdk:10.0-noble AS build
ARG DICOM_LIBRARY=fo-dicom
ARG TORCH_BACKEND=cpu
WORKDIR /source
COPY . .
RUN dotnet publish src/CausalClipSeg.Pipeline/CausalClipSeg.Pipeline.csproj -c Release -r linux-x64 --self-contained false \
    -p:DicomLibrary=${DICOM_LIBRARY} -p:TorchBackend=${TORCH_BACKEND} -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble
RUN apt-get update \
    && apt-get install -y --no-install-recommends libcharls2 libopenjp2-7 libgomp1 \
    && rm -rf /var/lib/apt/lists/* \
    && install -d -o app -g app /var/lib/causalclipseg
COPY --from=build /app /app
USER app
WORKDIR /var/lib/causalclipseg
VOLUME /var/lib/causalclipseg
EXPOSE 11112 2575 8080
ENTRYPOINT ["/app/causalclipseg"]
CMD ["run"]
