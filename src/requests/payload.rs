//! The payload of waPC function `validate`.

use crate::json::{Fault, Fields, Keys, Slot, Struct, fields, read};
use crate::settings::WrittenSettings;

use super::request::Request;

/// A request and the settings to judge it with.
#[derive(Default)]
pub struct Payload<'a> {
    /// The `AdmissionRequest` (`k8s.io/api/admission/v1`).
    pub request: Option<Request<'a>>,
    /// The policy's settings, not validated yet.
    pub settings: WrittenSettings<'a>,
}
fields!(Payload<'de> { "request" => Optional request, "settings" => Object settings });

impl<'a> Payload<'a> {
    /// Reads a payload in one pass.
    ///
    /// # Errors
    ///
    /// Names the field that is not valid.
    pub fn read(&mut self, json: &'a str) -> Result<(), Fault> {
        // The fault may be in an object that is not judged, and then it does not matter. An object
        // that is needed is read again later, and its fault is reported then.
        read(json, "", Slot::Object(self.object())).or_else(|_| self.read_objects_as_text(json))
    }

    /// Reads a payload and keeps the objects of its request as text.
    ///
    /// # Errors
    ///
    /// Names the field that is not valid.
    pub fn read_objects_as_text(&mut self, json: &'a str) -> Result<(), Fault> {
        let request = Request { objects_unread: true, ..Request::default() };
        *self = Self { request: Some(request), settings: WrittenSettings::default() };
        read(json, "", Slot::Object(Shell(self).object()))
    }
}

/// A payload whose request has already been read.
struct Shell<'p, 'a>(&'p mut Payload<'a>);

impl<'a> Struct<'a> for Shell<'_, 'a> {
    const KEYS: &'static Keys<'static> = Payload::KEYS;
}

impl<'a> Fields<'a> for Shell<'_, 'a> {
    fn slot(&mut self, index: usize) -> Slot<'_, 'a> {
        match index {
            0 => Slot::Object(self.0.request.get_or_insert_default().object()),
            _ => self.0.slot(index),
        }
    }
}
