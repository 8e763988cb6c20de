# One image for each service:
#
#     docker build --build-arg SERVICE=Poller --tag callevents/poller:dev .
#
# SERVICE is Poller, CrmUpdater, Alerting or Simulator. Alerting needs ICU, to compare words in any script:
#
#     docker build --build-arg SERVICE=Alerting --build-arg VARIANT=-extra --tag callevents/alerting:dev .

ARG VARIANT=

# Cross-compiles on the build platform: no emulation for linux/arm64.
FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:10.0 AS build
ARG SERVICE
ARG VARIANT
ARG TARGETARCH=amd64
ENV CI=true DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
WORKDIR /source

RUN test "$SERVICE" != Alerting -o "$VARIANT" = -extra || { echo 'Alerting: found no VARIANT, expected --build-arg VARIANT=-extra'; exit 1; }

# The files that determine the packages come first: the restore is repeated only when they change.
COPY global.json Directory.Build.props Directory.Packages.props BannedSymbols.txt .editorconfig ./
COPY .config .config
COPY contracts/CallEvents.Contracts/CallEvents.Contracts.csproj contracts/CallEvents.Contracts/
COPY src/CallEvents.Revont/CallEvents.Revont.csproj src/CallEvents.Revont/
COPY src/CallEvents.ServiceDefaults/CallEvents.ServiceDefaults.csproj src/CallEvents.ServiceDefaults/
COPY src/CallEvents.${SERVICE}/CallEvents.${SERVICE}.csproj src/CallEvents.${SERVICE}/
RUN dotnet tool restore \
 && dotnet restore src/CallEvents.${SERVICE} --arch ${TARGETARCH} -p:PublishReadyToRun=true -p:ForImage=true

COPY contracts/CallEvents.Contracts contracts/CallEvents.Contracts
COPY src/CallEvents.Revont src/CallEvents.Revont
COPY src/CallEvents.ServiceDefaults src/CallEvents.ServiceDefaults
COPY src/CallEvents.${SERVICE} src/CallEvents.${SERVICE}
# Alerting prints it.
COPY rules.schema.json ./
ARG VERSION=0.1.0
ARG REVISION=unknown
# Compiled ahead of time, to start within a second. The bill of materials lists every package in the image.
RUN dotnet publish src/CallEvents.${SERVICE} --no-restore --arch ${TARGETARCH} --no-self-contained --output /app \
      -p:PublishReadyToRun=true -p:ForImage=true -p:DebugType=none -p:PublishDocumentationFiles=false -p:Version=${VERSION} -p:SourceRevisionId=${REVISION} \
 && dotnet tool run dotnet-CycloneDX src/CallEvents.${SERVICE}/CallEvents.${SERVICE}.csproj --output-format Json \
      --set-version ${VERSION} --output /app --filename sbom.cdx.json --disable-package-restore --exclude-dev \
 && ln -s CallEvents.${SERVICE} /app/service \
 && mkdir /data

# Both are written out, so that what updates images, or keeps copies of them, finds them. Only the one that is used is pulled.
FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled AS runtime
FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled-extra AS runtime-extra

FROM runtime${VARIANT}
ARG SERVICE
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="CallEvents.${SERVICE}" \
      org.opencontainers.image.description="Events for sales calls: a part of CallEvents" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.licenses="Apache-2.0"

# Without the diagnostics socket, .NET writes nothing to the root file system.
ENV DOTNET_EnableDiagnostics=0
# One malloc arena for SQLite: with one for each thread, about 10 % of a busy poller's memory is lost to fragmentation.
ENV MALLOC_ARENA_MAX=1
COPY --link --from=build /app /app
# The chiseled image has no time zones; Crm:Salesforce:TimeZone and the zones of alerting's channels need them.
COPY --link --from=build /usr/share/zoneinfo /usr/share/zoneinfo
COPY --link --from=build --chown=1654:1654 /data /data
WORKDIR /data
USER 1654:1654
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=6s --start-period=60s CMD ["/app/service", "health"]
ENTRYPOINT ["/app/service"]
