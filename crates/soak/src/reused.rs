//! One instance for many calls, as kwctl has it. Its memory may not grow: it gets exactly as much as the
//! first round of questions needs, so that a single page more ends in an error.

use std::sync::{Arc, Mutex, PoisonError};

use analysis::{HostCalls, Policy};
use wapc::WapcHost;
use wasmtime_host::{MEMORY_LIMIT, Module, PolicyServerEngine};

use crate::check::check;
use crate::question::Question;
use crate::run::{Plan, each_thread};
use crate::source::{Material, Source};
use crate::tally::Tally;

/// A page of a WebAssembly memory.
pub const PAGE: usize = 64 << 10;
/// The number of questions in a round, if there are so many.
const ROUND: u64 = 2_000;

/// What came of the calls of reused instances.
#[derive(Clone, Debug)]
pub struct Reused {
    /// The answers.
    pub tally: Tally,
    /// The memory of each instance in bytes.
    pub memory: usize,
    /// The number of questions in a round.
    pub round: usize,
}

/// Asks one instance for each thread the same questions, round after round. Before that, finds out how much
/// memory an instance needs for the first round.
///
/// # Errors
///
/// The first round fails with as much memory as a policy server gives.
pub fn reused(
    plan: Plan,
    material: &Arc<Material>,
    engine: &PolicyServerEngine,
    module: &Module,
) -> Result<Reused, String> {
    let round = round(plan, material);
    let memory = least_memory(&round, engine, module)?;
    let tally = with_memory(memory, plan, material, &round, engine, module)?;
    Ok(Reused { tally, memory, round: round.len() })
}

/// The questions of one round.
pub fn round(plan: Plan, material: &Arc<Material>) -> Vec<Question> {
    let source = Source::new(material, plan.seed);
    (0..ROUND.min(share(plan))).map(|number| source.question(plan.start + number)).collect()
}

/// How many calls each instance gets: a round at least.
fn share(plan: Plan) -> u64 {
    plan.requests.div_ceil(plan.threads as u64)
}

/// Asks instances with that much memory.
///
/// # Errors
///
/// There is no such instance.
pub fn with_memory(
    memory: usize,
    plan: Plan,
    material: &Arc<Material>,
    round: &[Question],
    engine: &PolicyServerEngine,
    module: &Module,
) -> Result<Tally, String> {
    let share = share(plan);
    each_thread(plan, material, |_| {
        let mut tally = Tally::default();
        let instance = Instance::new(engine, module, memory)?;
        for (number, question) in (0..share).zip(round.iter().cycle()) {
            let name = format!("call {number} of an instance, seed {}", plan.seed);
            tally.count(question, &name, &check(question, &instance));
        }
        Ok(tally)
    })
}

/// The least memory, in bytes, with which one instance answers all questions.
///
/// # Errors
///
/// As much as a policy server gives is not enough.
pub fn least_memory(
    round: &[Question],
    engine: &PolicyServerEngine,
    module: &Module,
) -> Result<usize, String> {
    let fails = |pages: usize| {
        let instance = Instance::new(engine, module, pages * PAGE)?;
        round.iter().try_for_each(|question| question.ask(&instance, 0).answer.map(drop))
    };
    let (mut too_little, mut enough) = (0, MEMORY_LIMIT / PAGE);
    fails(enough).map_err(|why| format!("the first round of one instance: {why}"))?;
    while enough - too_little > 1 {
        let between = (too_little + enough) / 2;
        match fails(between) {
            Ok(()) => enough = between,
            Err(_) => too_little = between,
        }
    }
    Ok(enough * PAGE)
}

/// An instance that answers every call, each in a cluster of its own.
struct Instance {
    instance: WapcHost,
    cluster: Arc<Switch>,
}

impl Instance {
    fn new(engine: &PolicyServerEngine, module: &Module, memory: usize) -> Result<Self, String> {
        let cluster = Arc::new(Switch(Mutex::new(None)));
        let calls: Arc<dyn HostCalls> = Arc::clone(&cluster) as _;
        let instance = engine.serve(module, memory)?.instance(&calls)?;
        Ok(Self { instance, cluster })
    }
}

impl Policy for Instance {
    fn call(
        &self,
        function: &str,
        payload: &[u8],
        calls: &Arc<dyn HostCalls>,
    ) -> Result<Vec<u8>, String> {
        *self.cluster.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(calls));
        self.instance.call(function, payload).map_err(|error| error.to_string())
    }
}

/// The cluster of the current call.
struct Switch(Mutex<Option<Arc<dyn HostCalls>>>);

impl HostCalls for Switch {
    fn call(&self, namespace: &str, operation: &str, payload: &[u8]) -> Result<Vec<u8>, String> {
        let calls = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        calls.ok_or("no cluster")?.call(namespace, operation, payload)
    }
}
