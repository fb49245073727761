//! What a log can show, and what it cannot.

use crate::activity::Activity;
use crate::bounded::{Bounded, Sum};
use crate::event::{Event, Stage};
use crate::time::{Span, Stamp};

/// How many API servers are named.
pub const MOST_SERVERS: usize = 64;

/// What the logs can show, and what they cannot: plain facts, from which a reader may see how
/// much silence proves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sight {
    /// When the first and the last request came.
    pub span: Span,
    /// Events, over time: gaps are times of which there is no log.
    pub activity: Activity,
    /// Events that were read. A request may have several.
    pub events: u64,
    /// Lines or rows that are broken, or too long.
    pub unread: u64,
    /// Rows that are no audit events: of other categories, services and programs.
    pub other_rows: u64,
    /// Events of which the API server cut the bodies (`audit.k8s.io/truncated`).
    pub truncated: u64,
    /// Answers that say that there is more of them (`nextToken`).
    pub pages: u64,
    /// Which levels occur.
    pub levels: Levels,
    /// Which stages occur.
    pub stages: Stages,
    /// Which requests occur, of anybody.
    pub kinds: Kinds,
    /// Where the log comes from, as far as it matters.
    pub origins: Origins,
    /// API servers, by the names that clouds give to their streams and Pods, and that
    /// `oc adm node-logs` gives to nodes. Empty where the log does not tell.
    pub servers: Bounded<Span, MOST_SERVERS>,
}

/// Which levels of the audit policy occur.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Levels {
    /// No bodies.
    pub metadata: bool,
    /// The bodies of requests.
    pub request: bool,
    /// The bodies of answers as well.
    pub request_response: bool,
}

/// Which stages occur.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stages {
    /// `RequestReceived`.
    pub received: bool,
    /// `ResponseStarted`.
    pub started: bool,
    /// `ResponseComplete`.
    pub complete: bool,
    /// `Panic`.
    pub panic: bool,
}

/// Which requests occur, of anybody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kinds {
    /// `get` of resources.
    pub get: bool,
    /// `list` of resources.
    pub list: bool,
    /// `watch`.
    pub watch: bool,
    /// Anything that changes something.
    pub write: bool,
    /// Core `events`, which several clouds leave out.
    pub core_events: bool,
    /// Discovery: `/api`, `/apis`, `/openapi`.
    pub discovery: bool,
    /// `/version`.
    pub version: bool,
    /// `/healthz`, `/livez`, `/readyz`.
    pub health: bool,
    /// TokenRequests of kubelets: a token was issued for a Pod.
    pub token_requests: bool,
    /// TokenRequests that name the Pod.
    pub token_requests_with_pod: bool,
    /// Requests with a Pod's name.
    pub pods: bool,
    /// Requests with the ID of their token.
    pub credentials: bool,
}

/// Where the log comes from, as far as it matters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Origins {
    /// Events of `audit.k8s.io`.
    pub events: bool,
    /// Google Cloud, which never names Pods.
    pub google: bool,
    /// Google Cloud's log of reads, which is off by default.
    pub google_data_access: bool,
    /// Azure's category `kube-audit-admin`, without get and list.
    pub azure_admin: bool,
    /// Azure's category `kube-audit`.
    pub azure_all: bool,
}

impl Sight {
    pub(crate) fn note(&mut self, event: &Event, time: Option<Stamp>) {
        self.events += 1;
        self.span.note(time);
        if let Some(time) = time {
            self.activity.note(time.minute(), 1);
        }
        self.truncated += u64::from(event.truncated);
        self.origins.events |= event.stage != Stage::Only;
        self.origins.google |= event.stage == Stage::Only;
        match event.level {
            "Metadata" => self.levels.metadata = true,
            "Request" => self.levels.request = true,
            "RequestResponse" => self.levels.request_response = true,
            _ => {}
        }
        match event.stage {
            Stage::Received => self.stages.received = true,
            Stage::Started => self.stages.started = true,
            Stage::Complete => self.stages.complete = true,
            Stage::Panic => self.stages.panic = true,
            Stage::Only => {}
        }
        self.kinds.pods |= !event.pod_name.is_empty();
        self.kinds.credentials |= !event.credential.is_empty();
        if event.resource.is_empty() {
            self.kinds.path(event.uri);
        } else {
            self.kinds.resource(event);
        }
    }

    /// Adds what another part of the logs shows.
    pub(crate) fn add(&mut self, other: Sight) {
        self.span.add(other.span);
        self.activity.add(other.activity);
        self.events += other.events;
        self.unread += other.unread;
        self.other_rows += other.other_rows;
        self.truncated += other.truncated;
        self.pages += other.pages;
        let (levels, stages) = (&mut self.levels, &mut self.stages);
        levels.metadata |= other.levels.metadata;
        levels.request |= other.levels.request;
        levels.request_response |= other.levels.request_response;
        stages.received |= other.stages.received;
        stages.started |= other.stages.started;
        stages.complete |= other.stages.complete;
        stages.panic |= other.stages.panic;
        self.kinds.add(other.kinds);
        self.origins.events |= other.origins.events;
        self.origins.google |= other.origins.google;
        self.origins.google_data_access |= other.origins.google_data_access;
        self.origins.azure_admin |= other.origins.azure_admin;
        self.origins.azure_all |= other.origins.azure_all;
        self.servers.add(other.servers);
    }
}

impl Kinds {
    fn path(&mut self, uri: &str) {
        let path = uri.trim_start_matches('/');
        let end = path.find(['/', '?']).unwrap_or(path.len());
        match path.get(..end).unwrap_or_default() {
            "api" | "apis" | "openapi" => self.discovery = true,
            "version" => self.version = true,
            "healthz" | "livez" | "readyz" => self.health = true,
            _ => {}
        }
    }

    fn resource(&mut self, event: &Event) {
        match event.verb {
            "get" => self.get = true,
            "list" => self.list = true,
            "watch" => self.watch = true,
            _ => self.write = true,
        }
        self.core_events |= event.resource == "events" && event.group.is_empty();
        if event.subresource == "token" && event.resource == "serviceaccounts" {
            self.token_requests |= event.user.starts_with("system:node:");
            self.token_requests_with_pod |= event.issued_for.is_some();
        }
    }

    fn add(&mut self, other: Kinds) {
        self.get |= other.get;
        self.list |= other.list;
        self.watch |= other.watch;
        self.write |= other.write;
        self.core_events |= other.core_events;
        self.discovery |= other.discovery;
        self.version |= other.version;
        self.health |= other.health;
        self.token_requests |= other.token_requests;
        self.token_requests_with_pod |= other.token_requests_with_pod;
        self.pods |= other.pods;
        self.credentials |= other.credentials;
    }
}
