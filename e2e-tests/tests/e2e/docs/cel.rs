//! Runs the documentation's ValidatingAdmissionPolicies on recorded requests, to compare them with
//! this policy.

use std::collections::HashMap;

use cel::{Context, Program, Value as CelValue};
use e2e_tests::{RecordingCluster, exposures};
use k8s_openapi::api::admissionregistration::v1::ValidatingAdmissionPolicy;
use scenarios::recorded::{self, Recorded};
use serde_json::{Value, json};

/// A CEL policy, ready to judge.
pub struct CelPolicy {
    takes_accounts: bool,
    variables: Vec<(String, Program)>,
    validations: Vec<Program>,
}

impl CelPolicy {
    /// Reads the object.
    ///
    /// # Errors
    ///
    /// It is not such a policy, has a field that Kubernetes does not know, or contains CEL that
    /// cannot be read.
    pub fn read(object: &Value) -> Result<Self, String> {
        let typed = serde_json::from_value::<ValidatingAdmissionPolicy>(object.clone());
        let typed = typed.map_err(|error| error.to_string())?;
        if serde_json::to_value(&typed).ok().as_ref() != Some(object) {
            return Err("Kubernetes knows other fields than these".into());
        }
        let spec = typed.spec.unwrap_or_default();
        let program = |text: &str| Program::compile(text).map_err(|error| error.to_string());
        let variables = spec.variables.unwrap_or_default().into_iter();
        let variables = variables.map(|each| Ok((each.name, program(&each.expression)?)));
        let validations = spec.validations.unwrap_or_default().into_iter();
        let validations = validations.map(|each| program(&each.expression));
        Ok(Self {
            takes_accounts: spec.param_kind.is_some_and(|kind| {
                kind.api_version.as_deref() == Some("v1")
                    && kind.kind.as_deref() == Some("ServiceAccount")
            }),
            variables: variables.collect::<Result<_, String>>()?,
            validations: validations.collect::<Result<_, String>>()?,
        })
    }

    /// Whether the policy denies a request. With parameters, it runs once for each account of the
    /// namespace (a binding with `selector: {}` and no namespace), and all runs must pass.
    pub fn denies(&self, recorded: &Recorded) -> bool {
        if !self.takes_accounts {
            return !self.passes(&recorded.request["object"], &Value::Null);
        }
        let namespace = &recorded.request["namespace"];
        let mut accounts = recorded.accounts.iter();
        accounts.any(|account| {
            account["metadata"]["namespace"] == *namespace
                && !self.passes(&recorded.request["object"], account)
        })
    }

    fn passes(&self, object: &Value, params: &Value) -> bool {
        let mut context = Context::default();
        let mut add = |name: &str, value: &Value| {
            context.add_variable(name, value).unwrap_or_else(|error| panic!("{error}"));
        };
        add("object", object);
        add("params", params);
        let mut variables: HashMap<String, CelValue> = HashMap::new();
        for (name, program) in &self.variables {
            context.add_variable_from_value("variables", variables.clone());
            let value = program.execute(&context).unwrap_or_else(|error| panic!("{name}: {error}"));
            variables.insert(name.clone(), value);
        }
        context.add_variable_from_value("variables", variables);
        self.validations.iter().all(|program| {
            program.execute(&context).unwrap_or_else(|error| panic!("{error}"))
                == CelValue::Bool(true)
        })
    }
}

/// The recorded CREATE requests of these kinds. Templates are also tried with different settings for
/// the namespace's other accounts, which must not matter.
pub fn creations(kinds: &[&str]) -> Vec<Recorded> {
    let mut all = Vec::new();
    for recorded in recorded::all() {
        let request = &recorded.request;
        let kind = request["kind"]["kind"].as_str().unwrap_or_default();
        let created = request["operation"] == "CREATE" && request["subResource"].is_null();
        if !created || !kinds.contains(&kind) {
            continue;
        }
        let spec = &request["object"]["spec"]["template"]["spec"];
        if spec.is_object() {
            let own = spec["serviceAccountName"].as_str().unwrap_or("default");
            for others in [true, false] {
                let mut accounts = recorded.accounts.clone();
                let named_otherwise = |account: &&mut Value| account["metadata"]["name"] != own;
                for account in accounts.iter_mut().filter(named_otherwise) {
                    account["automountServiceAccountToken"] = others.into();
                }
                let name = format!("{}, other accounts say {others}", recorded.name);
                all.push(Recorded { name, request: request.clone(), accounts });
            }
        }
        all.push(recorded);
    }
    all
}

/// Whether this policy finds an automounted token.
pub fn automounted(recorded: &Recorded) -> bool {
    let cluster = RecordingCluster::new(&recorded.accounts);
    let (verdict, _) = scenarios::judge(&e2e_tests::POLICY, &recorded.request, &json!({}), cluster);
    exposures(&verdict).iter().any(|exposure| exposure["how"] == "automount")
}
