//! Runs jobs on all cores and returns their results in order.

use std::collections::VecDeque;
use std::num::NonZero;
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;

/// How many jobs per thread may wait in the queue.
const WAITING: usize = 16;

/// Runs the jobs that `feed` provides. Each thread works with its own value of `tool`. The results
/// go to `take` in the order of the jobs, as soon as possible.
pub fn in_order<Job: Send, Tool, Done: Send>(
    tool: impl Fn() -> Tool + Sync,
    work: impl Fn(&mut Tool, Job) -> Done + Sync,
    feed: impl FnOnce(&mut dyn FnMut(Job)),
    mut take: impl FnMut(Done),
) {
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let (give, queue) = mpsc::sync_channel::<(usize, Job)>(threads * WAITING);
    let (finish, finished) = mpsc::channel();
    let queue = Mutex::new(queue);
    let (queue, tool, work) = (&queue, &tool, &work);
    let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
    thread::scope(|scope| {
        for _ in 0..threads {
            let finish = finish.clone();
            scope.spawn(move || {
                // A thread without jobs needs no tool.
                let mut own = None;
                while let Ok((number, job)) = next() {
                    let done = work(own.get_or_insert_with(tool), job);
                    if finish.send((number, done)).is_err() {
                        break;
                    }
                }
            });
        }
        drop(finish);
        let mut early = Early { first: 0, done: VecDeque::new() };
        let mut given = 0;
        feed(&mut |job| {
            // If all threads have panicked, the scope propagates the panic.
            if give.send((given, job)).is_ok() {
                given += 1;
            }
            finished.try_iter().for_each(|(number, done)| early.add(number, done, &mut take));
        });
        drop(give);
        finished.iter().for_each(|(number, done)| early.add(number, done, &mut take));
    });
}

/// Results that arrived before the next one in order.
struct Early<Done> {
    /// The number of the next result in order.
    first: usize,
    /// The results from that number on.
    done: VecDeque<Option<Done>>,
}

impl<Done> Early<Done> {
    fn add(&mut self, number: usize, done: Done, take: &mut impl FnMut(Done)) {
        let place = number - self.first;
        if self.done.len() <= place {
            self.done.resize_with(place + 1, || None);
        }
        self.done[place] = Some(done);
        while let Some(Some(_)) = self.done.front() {
            self.done.pop_front().flatten().into_iter().for_each(&mut *take);
            self.first += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::time::Duration;

    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_jobs() {
        let made = Mutex::new(0);
        let mut results = Vec::new();
        let mut used = BTreeSet::new();
        in_order(
            || {
                let mut made = made.lock().unwrap();
                *made += 1;
                *made
            },
            |tool, job: usize| {
                // The first job takes longest.
                thread::sleep(Duration::from_micros(if job == 0 { 50_000 } else { 100 }));
                (*tool, job)
            },
            |give| (0..1_000).for_each(give),
            |(tool, job)| {
                used.insert(tool);
                results.push(job);
            },
        );
        assert_eq!(results, (0..1_000).collect::<Vec<_>>());
        let threads = thread::available_parallelism().map_or(1, NonZero::get);
        assert!((1..=threads).contains(&used.len()), "{used:?}");
    }

    #[test]
    fn without_jobs_no_tool_is_created() {
        in_order(|| panic!("a tool"), |(): &mut (), (): ()| (), |_| {}, |()| panic!("a result"));
    }

    #[test]
    #[should_panic(expected = "a scoped thread panicked")]
    fn a_panic_is_passed_on() {
        let work = |(): &mut (), job: usize| assert_ne!(job, 7, "seven");
        in_order(|| (), work, |give| (0..10_000).for_each(give), |()| {});
    }
}
