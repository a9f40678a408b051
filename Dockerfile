# orderd alone: one executable and the C library it links to, no shell, no package manager, no root.
# The file system may be read-only; everything that changes is in /data.

FROM oven/bun:1.4.5-debian AS build
WORKDIR /src
COPY package.json bun.lock bunfig.toml ./
RUN bun install --frozen-lockfile
COPY . .
# There is no repository in the build context to ask for the commit.
ARG GIT_COMMIT=unknown
RUN GIT_COMMIT=$GIT_COMMIT bun run build
# What the executable links to, at the same paths, and beside it the empty directory of the volume. A tool may
# give the owner to what is inside a copied directory only, so /volume/data is copied as the content of /volume.
RUN mkdir -p /image /volume/data \
  && ldd dist/orderd | grep -o '/[^ ]*\.so[^ ]*' | xargs -I{} cp -L --parents {} /image \
  && cp dist/orderd /image/orderd

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build --chown=65532:65532 /volume /
COPY --from=build /image /
ENV ORDERD_HOST=0.0.0.0 ORDERD_DATA_DIR=/data
USER 65532:65532
WORKDIR /data
VOLUME /data
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s CMD ["/orderd", "health"]
ENTRYPOINT ["/orderd"]
CMD ["serve"]
