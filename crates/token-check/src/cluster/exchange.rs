//! Sends a request to the API server and retries it if that can help.

use std::error::Error;
use std::time::Duration;

use anyhow::{Context as _, anyhow};
use http::header::{ACCEPT, CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::BodyExt as _;
use kube::client::Body;
use serde_json::Value;

use crate::output::page::clean;

/// How often and how long to retry.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// The maximum number of attempts for a request, and for starting a list over.
    pub tries: usize,
    /// The wait after the first failure; it doubles with each retry.
    pub first_wait: Duration,
    /// The longest wait, even if the server asks for more.
    pub longest_wait: Duration,
    /// The time limit for one complete answer.
    pub timeout: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            tries: 5,
            first_wait: Duration::from_millis(250),
            longest_wait: Duration::from_secs(30),
            timeout: Duration::from_secs(60),
        }
    }
}

/// A connection to the API server.
pub struct Exchange {
    client: kube::Client,
    server: String,
    pub(super) patience: Patience,
}

/// What the API server answered.
pub(super) enum Answer {
    /// The requested content.
    Body(Vec<u8>),
    /// A refusal: its status, and its message in one line.
    Refusal(StatusCode, String),
}

/// Why there is no answer, and whether a retry can help.
enum NoAnswer {
    Final(anyhow::Error),
    Passing { why: String, answered: Option<StatusCode>, wait: Option<Duration> },
}

impl Exchange {
    pub(super) fn new(mut config: kube::Config, patience: Patience) -> anyhow::Result<Self> {
        let server = config.cluster_url.to_string().trim_end_matches('/').to_owned();
        // The client's own retries do not limit Retry-After, and do not handle truncated bodies.
        config.default_retry = false;
        config.connect_timeout =
            Some(config.connect_timeout.unwrap_or(patience.timeout).min(patience.timeout));
        let client = kube::Client::try_from(config)
            .with_context(|| format!("the configuration for API server {server} cannot be used"))?;
        Ok(Self { client, server, patience })
    }

    /// The URL of the API server.
    pub fn server(&self) -> &str {
        &self.server
    }

    /// Sends a request, and retries it if that can help. 401 and an unreachable server are errors;
    /// every other refusal is an answer.
    pub(super) async fn ask(
        &self,
        method: &Method,
        path: &str,
        accept: &'static str,
        body: &[u8],
    ) -> anyhow::Result<Answer> {
        let mut wait = self.patience.first_wait;
        let mut tries = 0;
        loop {
            tries += 1;
            let attempt = self.attempt(method, path, accept, body);
            let failure = match tokio::time::timeout(self.patience.timeout, attempt).await {
                Ok(Ok(answer)) => return Ok(answer),
                Ok(Err(failure)) => failure,
                Err(_) => NoAnswer::Passing {
                    why: format!("no complete answer within {:?}", self.patience.timeout),
                    answered: None,
                    wait: None,
                },
            };
            let (why, answered, asked) = match failure {
                NoAnswer::Final(error) => return Err(error),
                NoAnswer::Passing { why, answered, wait } => (why, answered, wait),
            };
            if tries >= self.patience.tries {
                let tried = format!("{tries} tries of {method} {}", without_query(path));
                return match answered {
                    Some(status) => Ok(Answer::Refusal(status, format!("{why} ({tried})"))),
                    None => Err(anyhow!(
                        "API server {} cannot be reached: {why} ({tried}); check that the kube \
                         context is the one you mean and that its server answers from here",
                        self.server
                    )),
                };
            }
            tokio::time::sleep(asked.unwrap_or(wait).min(self.patience.longest_wait)).await;
            wait = wait.saturating_mul(2);
        }
    }

    async fn attempt(
        &self,
        method: &Method,
        path: &str,
        accept: &'static str,
        body: &[u8],
    ) -> Result<Answer, NoAnswer> {
        let mut request = Request::builder().method(method).uri(path).header(ACCEPT, accept);
        if !body.is_empty() {
            request = request.header(CONTENT_TYPE, "application/json");
        }
        let request = request
            .body(Body::from(body.to_vec()))
            .map_err(|error| NoAnswer::Final(error.into()))?;
        let passing = |error: &(dyn Error + 'static)| NoAnswer::Passing {
            why: root_cause(error),
            answered: None,
            wait: None,
        };
        let response = self.client.send(request).await.map_err(|error| match error {
            kube::Error::Auth(_) => NoAnswer::Final(anyhow!(
                "cannot log in to API server {}: {}; check the user of the kube context",
                self.server,
                root_cause(&error)
            )),
            error => passing(&error),
        })?;
        let status = response.status();
        let wait = retry_after(response.headers());
        let bytes = response.into_body().collect().await.map_err(|error| passing(&error))?;
        let bytes = Vec::from(bytes.to_bytes());
        if status.is_success() {
            return Ok(Answer::Body(bytes));
        }
        let message = message(status, &bytes);
        if status == StatusCode::UNAUTHORIZED {
            return Err(NoAnswer::Final(anyhow!(
                "API server {} rejects the credentials ({method} {}: 401 {message}); log in again, \
                 or check the user of the kube context",
                self.server,
                without_query(path)
            )));
        }
        if status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error() {
            let why = format!("{} {message}", status.as_u16());
            return Err(NoAnswer::Passing { why, answered: Some(status), wait });
        }
        Ok(Answer::Refusal(status, message))
    }
}

/// The wait that the server asks for, in seconds.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds))
}

/// The first line of the message of a `Status`, or the name of the HTTP status.
fn message(status: StatusCode, body: &[u8]) -> String {
    let body: Option<Value> = serde_json::from_slice(body).ok();
    let message = body.as_ref().and_then(|body| body["message"].as_str());
    let line = message.and_then(|message| message.lines().next()).map(str::trim);
    let line = line.filter(|line| !line.is_empty());
    let line = line.unwrap_or_else(|| status.canonical_reason().unwrap_or("no reason given"));
    clean(line)
}

/// The first line of the error's root cause.
fn root_cause(error: &(dyn Error + 'static)) -> String {
    let mut cause = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    clean(cause.to_string().lines().next().unwrap_or_default())
}

fn without_query(path: &str) -> &str {
    path.split_once('?').map_or(path, |(path, _)| path)
}
