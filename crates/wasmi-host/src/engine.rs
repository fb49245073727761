//! The waPC engine: the guest's imports, and how it is called (<https://wapc.io/docs/spec/>).

use std::error::Error as StdError;
use std::sync::Arc;

use wapc::wapc_functions::{
    GUEST_CALL, GUEST_ERROR_FN, GUEST_REQUEST_FN, GUEST_RESPONSE_FN, HOST_CALL, HOST_CONSOLE_LOG,
    HOST_ERROR_FN, HOST_ERROR_LEN_FN, HOST_RESPONSE_FN, HOST_RESPONSE_LEN_FN, REQUIRED_STARTS,
};
use wapc::{HOST_NAMESPACE, ModuleState, WebAssemblyEngineProvider};
use wasmi::errors::{ErrorKind, InstantiationError, LinkerError};
use wasmi::{
    Caller, CompilationMode, Config, Engine, Error, ExternType, Instance, Linker, Memory, Module,
    Store, StoreLimits, TrapCode, TypedFunc,
};

use crate::limits::{FUEL_OF_HOST, Limits};

/// Limits for nested calls and for bytes of values on their stack: more than the guest's own stack
/// of 1 MiB can hold.
const MOST_NESTED_CALLS: usize = 50_000;
const MOST_STACK_BYTES: usize = 64 << 20;

/// WASI preview 1, of which a policy imports nothing but the clock, and its error for a clock that does not
/// exist (`errno::notsup`).
const WASI: &str = "wasi_snapshot_preview1";
const NOT_SUPPORTED: i32 = 58;

/// Tells seconds since 1970-01-01T00:00:00Z, if there is a clock.
pub(crate) type Clock = Arc<dyn Fn() -> Option<i64> + Send + Sync>;

/// The name of the guest's memory.
const MEMORY: &str = "memory";

/// A policy module, ready to run. Clones share the same module.
#[derive(Clone)]
pub struct PolicyModule {
    module: Module,
    linker: Arc<Linker<State>>,
    limits: Limits,
}

/// The state of an instance.
struct State {
    clock: Clock,
    /// The conversation of guest and host.
    wapc: Arc<ModuleState>,
    limits: StoreLimits,
}

impl PolicyModule {
    /// Reads a module.
    ///
    /// # Errors
    ///
    /// It is not WebAssembly, imports something that a waPC host does not offer, or is not a waPC
    /// guest.
    pub fn new(wasm: &[u8]) -> Result<Self, String> {
        Self::with_limits(wasm, Limits::default())
    }

    /// Reads a module whose instances may use no more than `limits`.
    ///
    /// # Errors
    ///
    /// See [`new`](Self::new).
    pub fn with_limits(wasm: &[u8], limits: Limits) -> Result<Self, String> {
        let mut config = Config::default();
        config
            .consume_fuel(true)
            .compilation_mode(CompilationMode::Lazy)
            .ignore_custom_sections(true)
            // A policy server does not run one either, because it would run before its deadline is
            // set.
            .allow_start_fn(false)
            .set_max_recursion_depth(MOST_NESTED_CALLS)
            .set_max_stack_height(MOST_STACK_BYTES);
        if !wasm.starts_with(b"\0asm") {
            return Err("expected a policy module: this is not WebAssembly".into());
        }
        let engine = Engine::new(&config);
        let module = Module::new(&engine, wasm)
            .map_err(|error| format!("expected a policy module: {error}"))?;
        let linker = linker(&engine).map_err(|error| error.to_string())?;
        let module = Self { module, linker: Arc::new(linker), limits };
        module.check_exports()?;
        // Its imports are known now, and none of its code has run yet.
        match module.instantiate(Arc::default(), Arc::new(|| None)) {
            Ok(_) => Ok(module),
            Err(error) => Err(match error.kind() {
                ErrorKind::Linker(LinkerError::MissingDefinition { name, .. }) => {
                    let (module, name) = (name.module(), name.name());
                    format!("it imports {module}.{name}, which this host does not offer")
                }
                ErrorKind::Linker(LinkerError::InvalidTypeDefinition { name, .. })
                | ErrorKind::Instantiation(InstantiationError::FuncTypeMismatch { name, .. }) => {
                    let (module, name) = (name.module(), name.name());
                    format!("it imports {module}.{name} with another type than waPC defines for it")
                }
                _ => limits.why_stopped(&error),
            }),
        }
    }

    fn check_exports(&self) -> Result<(), String> {
        let missing = |what| Err(format!("expected a waPC guest: the module exports no {what}"));
        if !matches!(self.module.get_export(GUEST_CALL), Some(ExternType::Func(_))) {
            return missing("function __guest_call");
        }
        if !matches!(self.module.get_export(MEMORY), Some(ExternType::Memory(_))) {
            return missing("memory");
        }
        Ok(())
    }

    fn instantiate(
        &self,
        wapc: Arc<ModuleState>,
        clock: Clock,
    ) -> Result<(Store<State>, Instance), Error> {
        let state = State { clock, wapc, limits: self.limits.of_store() };
        let mut store = Store::new(self.linker.engine(), state);
        store.limiter(|state| &mut state.limits);
        store.set_fuel(self.limits.fuel)?;
        let instance = self.linker.instantiate_and_start(&mut store, &self.module)?;
        Ok((store, instance))
    }

    /// Creates an engine for one instance, with this clock.
    pub(crate) fn provider(&self, clock: Clock) -> Provider {
        Provider { module: self.clone(), clock, running: None }
    }
}

/// One instance, as driven by the `wapc` crate.
pub(crate) struct Provider {
    module: PolicyModule,
    clock: Clock,
    running: Option<Running>,
}

struct Running {
    store: Store<State>,
    guest_call: TypedFunc<(i32, i32), i32>,
}

type BoxedError = Box<dyn StdError + Send + Sync>;

impl WebAssemblyEngineProvider for Provider {
    fn init(&mut self, wapc: Arc<ModuleState>) -> Result<(), BoxedError> {
        let limits = self.module.limits;
        let failed = |error: Error| limits.why_stopped(&error);
        let (mut store, instance) =
            self.module.instantiate(wapc, Arc::clone(&self.clock)).map_err(failed)?;
        for start in REQUIRED_STARTS {
            if let Ok(start) = instance.get_typed_func::<(), ()>(&store, start) {
                store.set_fuel(limits.fuel).map_err(failed)?;
                start.call(&mut store, ()).map_err(failed)?;
            }
        }
        let guest_call = instance.get_typed_func(&store, GUEST_CALL).map_err(failed)?;
        self.running = Some(Running { store, guest_call });
        Ok(())
    }

    fn call(&mut self, operation_length: i32, payload_length: i32) -> Result<i32, BoxedError> {
        let Running { store, guest_call } = self.running.as_mut().ok_or("no instance")?;
        let limits = self.module.limits;
        let failed = |error: Error| limits.why_stopped(&error);
        store.set_fuel(limits.of_call(u64::try_from(payload_length)?)).map_err(failed)?;
        Ok(guest_call.call(store, (operation_length, payload_length)).map_err(failed)?)
    }

    fn replace(&mut self, _: &[u8]) -> Result<(), BoxedError> {
        Err("this host replaces no module".into())
    }
}

/// Everything that a guest may import.
fn linker(engine: &Engine) -> Result<Linker<State>, Error> {
    let mut linker = Linker::new(engine);
    linker
        .func_wrap(
            HOST_NAMESPACE,
            GUEST_REQUEST_FN,
            |mut caller: Caller<'_, State>, operation: i32, payload: i32| {
                let request = caller.data().wapc.get_guest_request();
                let request = request.ok_or_else(|| Error::new("there is no request"))?;
                write(&mut caller, operation, request.operation.as_bytes())?;
                write(&mut caller, payload, &request.msg)
            },
        )?
        .func_wrap(
            HOST_NAMESPACE,
            GUEST_RESPONSE_FN,
            |mut caller: Caller<'_, State>, at: i32, length: i32| {
                let response = read(&mut caller, at, length)?;
                caller.data().wapc.set_guest_response(response);
                Ok(())
            },
        )?
        .func_wrap(
            HOST_NAMESPACE,
            GUEST_ERROR_FN,
            |mut caller: Caller<'_, State>, at: i32, length: i32| {
                let error = text(&mut caller, at, length)?;
                caller.data().wapc.set_guest_error(format!("the policy answered: {error}"));
                Ok(())
            },
        )?
        .func_wrap(
            HOST_NAMESPACE,
            HOST_CALL,
            |mut caller: Caller<'_, State>,
             binding: i32,
             binding_length: i32,
             namespace: i32,
             namespace_length: i32,
             operation: i32,
             operation_length: i32,
             payload: i32,
             payload_length: i32| {
                let binding = text(&mut caller, binding, binding_length)?;
                let namespace = text(&mut caller, namespace, namespace_length)?;
                let operation = text(&mut caller, operation, operation_length)?;
                let payload = read(&mut caller, payload, payload_length)?;
                let wapc = Arc::clone(&caller.data().wapc);
                wapc.do_host_call(&binding, &namespace, &operation, &payload)
                    .map_err(|error| Error::new(error.to_string()))
            },
        )?
        .func_wrap(HOST_NAMESPACE, HOST_RESPONSE_LEN_FN, |caller: Caller<'_, State>| {
            length(caller.data().wapc.host_response_len())
        })?
        .func_wrap(HOST_NAMESPACE, HOST_RESPONSE_FN, |mut caller: Caller<'_, State>, at: i32| {
            let wapc = Arc::clone(&caller.data().wapc);
            let response = |bytes: &[u8]| write(&mut caller, at, bytes);
            wapc.with_host_response(response).unwrap_or(Ok(()))
        })?
        .func_wrap(HOST_NAMESPACE, HOST_ERROR_LEN_FN, |caller: Caller<'_, State>| {
            length(caller.data().wapc.get_host_error().unwrap_or_default().len())
        })?
        .func_wrap(HOST_NAMESPACE, HOST_ERROR_FN, |mut caller: Caller<'_, State>, at: i32| {
            let error = caller.data().wapc.get_host_error().unwrap_or_default();
            write(&mut caller, at, error.as_bytes())
        })?
        .func_wrap(
            HOST_NAMESPACE,
            HOST_CONSOLE_LOG,
            |mut caller: Caller<'_, State>, at: i32, length: i32| {
                let message = text(&mut caller, at, length)?;
                caller.data().wapc.do_console_log(&message);
                Ok(())
            },
        )?
        .func_wrap(
            WASI,
            "clock_time_get",
            |mut caller: Caller<'_, State>, _: i32, _: i64, at: i32| -> Result<i32, Error> {
                let seconds =
                    (caller.data().clock)().and_then(|seconds| u64::try_from(seconds).ok());
                let Some(seconds) = seconds else {
                    return Ok(NOT_SUPPORTED);
                };
                let nanos = seconds.saturating_mul(1_000_000_000);
                write(&mut caller, at, &nanos.to_le_bytes()).map(|()| 0)
            },
        )?;
    Ok(linker)
}

/// Charges the guest fuel for work that the host does for it.
fn pay(caller: &mut Caller<'_, State>, bytes: usize) -> Result<(), Error> {
    let cost = FUEL_OF_HOST.saturating_add(u64::try_from(bytes).unwrap_or(u64::MAX));
    let left = caller.get_fuel()?.checked_sub(cost).ok_or(TrapCode::OutOfFuel)?;
    caller.set_fuel(left)
}

fn memory(caller: &Caller<'_, State>) -> Result<Memory, Error> {
    let export = caller.get_export(MEMORY).and_then(|export| export.into_memory());
    export.ok_or_else(|| TrapCode::MemoryOutOfBounds.into())
}

fn read(caller: &mut Caller<'_, State>, at: i32, length: i32) -> Result<Vec<u8>, Error> {
    // Addresses are unsigned.
    let (at, length) = (at.cast_unsigned() as usize, length.cast_unsigned() as usize);
    let memory = memory(caller)?;
    let end = at.checked_add(length).filter(|end| *end <= memory.data_size(&*caller));
    let end = end.ok_or(TrapCode::MemoryOutOfBounds)?;
    pay(caller, length)?;
    Ok(memory.data(&*caller).get(at..end).unwrap_or_default().to_vec())
}

fn text(caller: &mut Caller<'_, State>, at: i32, length: i32) -> Result<String, Error> {
    let bytes = read(caller, at, length)?;
    String::from_utf8(bytes).map_err(|_| Error::new("it handed over a text that is not UTF-8"))
}

fn write(caller: &mut Caller<'_, State>, at: i32, bytes: &[u8]) -> Result<(), Error> {
    pay(caller, bytes.len())?;
    let at = at.cast_unsigned() as usize;
    memory(caller)?.write(caller, at, bytes).map_err(|_| TrapCode::MemoryOutOfBounds.into())
}

fn length(bytes: usize) -> Result<i32, Error> {
    i32::try_from(bytes).map_err(|_| TrapCode::MemoryOutOfBounds.into())
}
