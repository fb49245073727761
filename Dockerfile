# The container image of token-check: the command from a release's archive and its license, and nothing else. There
# is no shell, no package and no user with a name in it. docs/install.md says how to build it.
FROM scratch
ARG TARGETARCH
COPY linux-$TARGETARCH/LICENSE linux-$TARGETARCH/token-check /
LABEL org.opencontainers.image.title="token-check" \
    org.opencontainers.image.description="Shows which containers get a Kubernetes service account token, and why" \
    org.opencontainers.image.licenses="Apache-2.0" \
    org.opencontainers.image.source="https://github.com/service-account-token-policy/service-account-token-policy"
USER 65532:65532
ENTRYPOINT ["/token-check"]
