//! Checks whether Kubernetes accepts a text as the name of an object or a container.

/// Whether a text is one name in a path of fields.
pub fn is_field_name(name: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    !name.is_empty() && name.len() <= 253 && name.bytes().all(is_plain)
}

/// Whether a text is a valid object name: a DNS subdomain, by the rules of Kubernetes. The host
/// puts names into URLs, where nothing else is safe.
pub fn is_object_name(name: &str) -> bool {
    let is_inner = |byte: u8| matches!(byte, b'-' | b'.');
    let is_outer = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9');
    let mut bytes = name.bytes();
    name.len() <= 253
        && bytes.clone().all(|byte| is_inner(byte) || is_outer(byte))
        && bytes.next().is_some_and(is_outer)
        && bytes.next_back().is_none_or(is_outer)
}

/// Whether a text is a DNS label, as the names of containers are (`IsDNS1123Label` in
/// `k8s.io/apimachinery/pkg/util/validation`).
pub fn is_dns_label(name: &str) -> bool {
    name.len() <= 63 && !name.bytes().any(|byte| byte == b'.') && is_object_name(name)
}

/// What a generated name consists of before the five characters that
/// `k8s.io/apiserver/pkg/storage/names` adds.
pub fn generated_from(name: &str) -> Option<&str> {
    let (from, suffix) = name.split_at_checked(name.len().checked_sub(5)?)?;
    let is_generated = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    suffix.bytes().all(is_generated).then_some(from)
}
