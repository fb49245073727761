//! An API server with recorded answers: a small HTTP server on a loopback port that records its
//! requests.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

/// A recorded answer.
#[derive(Clone)]
pub struct Recorded {
    pub status: u16,
    pub headers: String,
    pub body: String,
    /// How much of the body is sent before the connection is closed.
    pub cut_at: Option<usize>,
}

pub fn ok(body: &Value) -> Recorded {
    Recorded { status: 200, headers: String::new(), body: body.to_string(), cut_at: None }
}

/// A refusal in the API server's form, with a `Status`.
pub fn refusal(status: u16, message: &str) -> Recorded {
    let body = json!({"kind": "Status", "apiVersion": "v1", "status": "Failure", "message": message,
        "code": status});
    Recorded { status, ..ok(&body) }
}

pub fn retry_after(status: u16, seconds: u64) -> Recorded {
    Recorded { headers: format!("Retry-After: {seconds}\r\n"), ..refusal(status, "too busy") }
}

pub fn cut(recorded: Recorded) -> Recorded {
    Recorded { cut_at: Some(recorded.body.len() / 2), ..recorded }
}

/// An API server with recorded answers: those for each path are given in order, and the last one
/// repeats. Any other path gets an empty list, of API groups or objects.
pub struct ApiServer {
    pub url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
}

#[derive(Clone)]
pub struct Asked {
    pub line: String,
    pub accept: String,
    pub body: String,
}

impl ApiServer {
    pub fn start(recorded: &[(&str, Vec<Recorded>)]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a loopback port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let recorded: HashMap<String, Vec<Recorded>> =
            recorded.iter().map(|(path, answers)| ((*path).to_owned(), answers.clone())).collect();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let server = Self { url, asked: Arc::clone(&asked) };
        std::thread::spawn(move || {
            let mut counts = HashMap::new();
            for stream in listener.incoming().flatten() {
                serve(stream, &recorded, &mut counts, &asked);
            }
        });
        server
    }

    /// The requests it received, in order.
    pub fn asked(&self) -> Vec<String> {
        self.requests().into_iter().map(|asked| asked.line).collect()
    }

    pub fn requests(&self) -> Vec<Asked> {
        self.asked.lock().expect("no panic").clone()
    }
}

/// Answers one request and closes the connection.
fn serve(
    mut stream: TcpStream,
    recorded: &HashMap<String, Vec<Recorded>>,
    counts: &mut HashMap<String, usize>,
    asked: &Mutex<Vec<Asked>>,
) {
    let mut reader = BufReader::new(stream.try_clone().expect("a clone"));
    let (mut line, mut accept, mut length) = (String::new(), String::new(), 0);
    if reader.read_line(&mut line).unwrap_or(0) == 0 {
        return;
    }
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).expect("a header");
        let Some((name, value)) = header.trim().split_once(": ") else { break };
        match name.to_ascii_lowercase().as_str() {
            "accept" => accept = value.to_owned(),
            "content-length" => length = value.parse().expect("a length"),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).expect("a body");
    let line = line.trim().trim_end_matches(" HTTP/1.1").to_owned();
    let path = line.split_once(' ').expect("a path").1.to_owned();
    let body = String::from_utf8(body).expect("text");
    asked.lock().expect("no panic").push(Asked { line, accept, body });
    let count = counts.entry(path.clone()).or_insert(0);
    let answer = recorded.get(&path).map_or_else(
        || match path.as_str() {
            "/apis" => ok(&json!({"kind": "APIGroupList", "groups": []})),
            _ => ok(&json!({"metadata": {}, "items": []})),
        },
        |answers| answers[(*count).min(answers.len() - 1)].clone(),
    );
    *count += 1;
    let head = format!(
        "HTTP/1.1 {} X\r\nContent-Type: application/json\r\nConnection: close\r\n{}Content-Length: {}\r\n\r\n",
        answer.status,
        answer.headers,
        answer.body.len()
    );
    let sent = &answer.body[..answer.cut_at.unwrap_or(answer.body.len())];
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(sent.as_bytes()));
}
