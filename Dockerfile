# docker build .                 the service on the CPU
# docker build --target gpu .    the service with CUDA 13 and cuDNN 9
# docker build --target jobs .   the command line, for jobs over many photos
# --build-arg COMMIT=$(git rev-parse HEAD)    the commit, for the metric musica_build_info
#
# Runs as user 1654 on a read-only root file system; /tmp wants a tmpfs (large uploads are buffered there).

ARG DOTNET_SDK_IMAGE=mcr.microsoft.com/dotnet/sdk:10.0-noble
ARG DOTNET_ASPNET_IMAGE=mcr.microsoft.com/dotnet/aspnet:10.0-noble
ARG CUDA_IMAGE=docker.io/nvidia/cuda:13.0.1-cudnn-runtime-ubuntu24.04

FROM ${DOTNET_SDK_IMAGE} AS projects
ENV DOTNET_CLI_TELEMETRY_OPTOUT=1
WORKDIR /repository
COPY global.json Directory.Build.props Directory.Build.targets Directory.Packages.props ./
COPY src/MuSiCa.Imaging/MuSiCa.Imaging.csproj src/MuSiCa.Imaging/packages*.lock.json src/MuSiCa.Imaging/
COPY src/MuSiCa.Inference/MuSiCa.Inference.csproj src/MuSiCa.Inference/packages*.lock.json src/MuSiCa.Inference/
COPY src/MuSiCa.Serving/MuSiCa.Serving.csproj src/MuSiCa.Serving/packages*.lock.json src/MuSiCa.Serving/
COPY src/MuSiCa.Service/MuSiCa.Service.csproj src/MuSiCa.Service/packages*.lock.json src/MuSiCa.Service/

FROM projects AS build
RUN dotnet restore src/MuSiCa.Service --locked-mode
COPY .editorconfig ./
COPY docs/configuration.md docs/
COPY samples/average-face.jpg samples/
COPY protos protos/
COPY src src/
ARG COMMIT=""
RUN dotnet publish src/MuSiCa.Service --no-restore --configuration Release ${COMMIT:+-p:SourceRevisionId=$COMMIT} --output /app

FROM projects AS build-gpu
RUN dotnet restore src/MuSiCa.Service --locked-mode -p:Gpu=true
COPY .editorconfig ./
COPY docs/configuration.md docs/
COPY samples/average-face.jpg samples/
COPY protos protos/
COPY src src/
ARG COMMIT=""
RUN dotnet publish src/MuSiCa.Service --no-restore --configuration Release -p:Gpu=true ${COMMIT:+-p:SourceRevisionId=$COMMIT} --output /app

FROM projects AS build-jobs
COPY src/MuSiCa.Cli/MuSiCa.Cli.csproj src/MuSiCa.Cli/packages*.lock.json src/MuSiCa.Cli/
RUN dotnet restore src/MuSiCa.Cli --locked-mode
COPY .editorconfig ./
COPY src src/
ARG COMMIT=""
RUN dotnet publish src/MuSiCa.Cli --no-restore --configuration Release ${COMMIT:+-p:SourceRevisionId=$COMMIT} --output /app

FROM ${DOTNET_ASPNET_IMAGE} AS aspnet

FROM ${CUDA_IMAGE} AS gpu
# DOTNET_EnableDiagnostics: a read-only root has no place for the runtime's diagnostic sockets;
# set it to 1 (and mount a tmpfs on /tmp) to use dotnet-trace and the like.
ENV ASPNETCORE_HTTP_PORTS=8080 \
    CUDA_CACHE_PATH=/tmp/cuda-cache \
    DOTNET_EnableDiagnostics=0 \
    ORT_DISABLE_TELEMETRY=1 \
    DOTNET_RUNNING_IN_CONTAINER=true \
    MuSiCa__Model__Path=models/musica-68 \
    MuSiCa__Finding__Path=models/finder-320 \
    PATH=/usr/share/dotnet:${PATH}
COPY --from=aspnet /usr/share/dotnet /usr/share/dotnet/
WORKDIR /app
COPY --from=build-gpu /app ./
COPY models/musica-68 models/musica-68/
COPY models/finder-320 models/finder-320/
COPY LICENSE licenses/musica.txt
USER 1654:1654
EXPOSE 8080 8081
HEALTHCHECK --interval=15s --timeout=10s --start-period=90s --retries=3 \
    CMD ["dotnet", "MuSiCa.Service.dll", "--health-check"]
ENTRYPOINT ["dotnet", "MuSiCa.Service.dll"]

FROM aspnet AS jobs
ENV DOTNET_EnableDiagnostics=0 \
    ORT_DISABLE_TELEMETRY=1
WORKDIR /app
COPY --from=build-jobs /app ./
COPY models/musica-68-int8 models/musica-68-int8/
COPY models/finder-320-int8 models/finder-320-int8/
COPY LICENSE licenses/musica.txt
USER 1654:1654
ENTRYPOINT ["dotnet", "/app/musica.dll"]

FROM aspnet AS cpu
# DOTNET_EnableDiagnostics: see above.
ENV ASPNETCORE_HTTP_PORTS=8080 \
    DOTNET_EnableDiagnostics=0 \
    ORT_DISABLE_TELEMETRY=1
WORKDIR /app
COPY --from=build /app ./
COPY models/musica-68-int8 models/musica-68-int8/
COPY models/finder-320-int8 models/finder-320-int8/
COPY LICENSE licenses/musica.txt
USER 1654:1654
EXPOSE 8080 8081
HEALTHCHECK --interval=15s --timeout=10s --start-period=60s --retries=3 \
    CMD ["dotnet", "MuSiCa.Service.dll", "--health-check"]
ENTRYPOINT ["dotnet", "MuSiCa.Service.dll"]
