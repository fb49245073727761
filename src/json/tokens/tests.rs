//! serde_json is the truth: what it reads is read, and what it refuses is refused in its words.

use serde_json::Value;
use serde_json::value::RawValue;

extern crate std;

use super::*;

/// Why a text is refused, if it is, as a value to skip and as one to check whole.
fn faults(json: &str) -> [Option<String>; 2] {
    let fault = |read: fn(&mut Tokens<'_>) -> Result<(), Invalid>| {
        let mut tokens = Tokens::of(json);
        let outcome = read(&mut tokens).and_then(|()| tokens.end());
        outcome.err().map(|Invalid| tokens.why())
    };
    [fault(|tokens| tokens.raw().map(drop)), fault(|tokens| tokens.whole())]
}

/// The same of serde_json.
fn expected(json: &str) -> [Option<String>; 2] {
    let why = |error: serde_json::Error| format!("is not valid JSON: {error}");
    let raw = serde_json::from_str::<&RawValue>(json).err();
    [raw.map(why), serde_json::from_str::<Value>(json).err().map(why)]
}

/// One text a line. Left out are those of which serde_json itself says one thing or another.
const TEXTS: &str = r#"
x
nulll
null
true
false
0
-1
1.5
1e5
1E+5
1e-5
.5
+1
1e400
-1e400
1e308
1e309
0e999999999999
1e-400
"
"a
"a"
"a" b
"\
"\"
"\x"
"\u00e9"
"\ud83d\ude00"
"\ud800"
"\ud800\u0041"
"\ud800x"
"\udc00"
"é"
[
[1
[1,
[,]
[]
[ ]
[1 2]
[1}
]
[[]
[[],[]]
{
{1
{"
{"a
{"a"
{"a":
{"a":1
{,}
{}
{ }
{"a" 1}
{"a":1]
{"a":1 "b":2}
{"a":1,"a":2}
{"a":{"b":[{}]}}
{"\ud800":1}
{} {}"#;

#[test]
fn what_is_refused_is_refused_in_the_words_of_serde_json() {
    let deep = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let others = ["\n\n".into(), "[\n1,\n2\n3]".into(), "[]\0".into(), "\0".into(), "[1\0]".into()];
    let others = others.into_iter().chain([deep(127), deep(128), "1".repeat(400)]);
    for json in TEXTS.lines().map(String::from).chain(others) {
        assert_eq!(faults(&json), expected(&json), "{json}");
    }
}

/// serde_json counts the column in another way where it only skips the string.
#[test]
fn control_characters_are_refused() {
    let json = "\"a\u{1}\"";
    assert_eq!(faults(json)[1], expected(json)[1]);
}

/// Cut, joined and changed texts; which of them is what makes no difference to their number.
#[test]
fn what_serde_json_reads_is_read() {
    let parts = [
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        " ",
        "\n",
        "\"",
        "\\",
        "\\u",
        "d83d",
        "de00",
        "\"a\"",
        "\"b\":",
        "null",
        "true",
        "fals",
        "1",
        "0",
        "-",
        ".",
        "e",
        "400",
        "1.5e3",
        "\u{1}",
        "é",
        "\"long enough for eight bytes\"",
        "{}",
        "[]",
    ];
    let mut seed = 1_u64;
    let mut random = |below: usize| {
        // Knuth's linear congruential generator.
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below
    };
    let mut refused = 0;
    // `make mutants` runs this a thousand times.
    let texts = if std::env::var_os("CORE_ANSWERS").is_some() { 20_000 } else { 200_000 };
    for _ in 0..texts {
        let (count, wrapped) = (1 + random(7), random(3));
        let json: String = (0..count).map(|_| parts[random(parts.len())]).collect();
        let json = match wrapped {
            0 => json,
            1 => format!("[{json}]"),
            _ => format!("{{\"k\":{json}}}"),
        };
        let (found, truth) = (faults(&json), expected(&json));
        assert_eq!(
            found.each_ref().map(Option::is_some),
            truth.each_ref().map(Option::is_some),
            "{json}"
        );
        refused += usize::from(found[1].is_some());
    }
    assert!((texts / 4..texts * 39 / 40).contains(&refused), "{refused}");
}

#[test]
fn a_text_is_as_long_as_its_first_special_byte() {
    for special in ['"', '\\', '\u{1f}', '\0'] {
        for length in 0..40 {
            let text = format!(
                "{}{special}\"\\\n",
                "é~ \u{7f}".chars().cycle().take(length).collect::<String>()
            );
            assert_eq!(Some(plain_length(text.as_bytes())), text.find(special), "{text:?}");
        }
    }
    assert_eq!(plain_length("0123456789".as_bytes()), 10);
}
