//! Changes random texts with odd layouts, and checks that nothing else is lost.

mod writer;

use super::super::applied;
use super::*;
use crate::input;
use crate::kinds::Kinds;
use writer::Writer;

fn objects(text: &str) -> Vec<crate::input::Object> {
    let mut objects = Vec::new();
    input::objects(&"f".into(), manifest::documents(text), &Kinds::default(), &mut |object| {
        objects.push(object.unwrap_or_else(|fault| panic!("{fault}:\n{text}")));
    });
    objects
}

#[test]
fn random_layouts_are_changed_and_nothing_else_is_lost() {
    let cases = std::env::var("EDIT_CASES").ok().and_then(|cases| cases.parse().ok());
    let (mut done, mut refused) = (0, 0);
    for seed in 0..cases.unwrap_or(1_000_u64) {
        let mut writer = Writer::new(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let (text, number) = writer.file();
        let before = objects(&text);
        let Some(object) = before.get(number) else { panic!("{seed}: {number}\n{text}") };
        // One change, so that the ways in the marks stay right.
        let Some(made) = writer.change(&object.value) else { continue };
        let Ok(Changed { edits, value }) =
            change(&text, object, &Lists::default(), std::slice::from_ref(&made))
        else {
            refused += 1;
            continue;
        };
        done += 1;
        let fixed = applied(&text, &edits);
        let shown = || format!("{seed}: {made:?}\n{text}\n=>\n{fixed}");
        let after = objects(&fixed);
        assert_eq!(after.len(), before.len(), "{}", shown());
        for (index, (old, new)) in before.iter().zip(&after).enumerate() {
            let expected = if index == number { &value } else { &old.value };
            assert_eq!(&new.value, expected, "{}", shown());
        }
        let mut gone = [made.mapping(), &[made.key().into()]].concat();
        match &made {
            Change::Remove { item, mapping, key } => {
                let key_stays = mapping.iter().try_fold(&value, |value, step| match step {
                    Step::Key(key) => value.get(key),
                    Step::Item(item) => value.get(item),
                });
                if key_stays.is_some_and(|mapping| mapping.get(key).is_some()) {
                    gone.push((*item).into());
                }
            }
            Change::Set { .. } => {}
            Change::Append { .. } => gone = vec!["nothing".into()],
        }
        for (mark, way) in &writer.marks {
            let may_go = way.starts_with(&gone)
                && (matches!(made, Change::Remove { .. }) || !mark.starts_with('#'));
            assert!(may_go || fixed.contains(mark.as_str()), "{mark} is lost\n{}", shown());
        }
        let untidy = |text: &str| {
            let text = text.replace("\r\n", "\n");
            let blank = text.matches("\n\n\n").count();
            let trailing = text.lines().filter(|line| line.ends_with(' ')).count();
            (blank, trailing, text.ends_with('\n'))
        };
        let (old, new) = (untidy(&text), untidy(&fixed));
        assert!(new.0 <= old.0 && new.1 <= old.1 && new.2 == old.2, "untidy\n{}", shown());
        let is_crlf =
            text.contains('\n') && text.matches('\n').count() == text.matches("\r\n").count();
        let stays_crlf = fixed.matches('\n').count() == fixed.matches("\r\n").count();
        assert!(!is_crlf || stays_crlf, "line ends\n{}", shown());
    }
    println!("{done} changed, {refused} refused");
    assert!(refused < done / 4, "{refused} of {done} refused");
}

#[test]
fn several_changes_to_random_layouts_are_joined() {
    let mut done = 0;
    for seed in 0..1_000_u64 {
        let mut writer = Writer::new(seed.wrapping_mul(0x2545_f491_4f6c_dd1d));
        let (text, number) = writer.file();
        let mut expected: Vec<Value> =
            objects(&text).into_iter().map(|object| object.value).collect();
        let Some(value) = expected.get_mut(number) else { panic!("{seed}: {number}\n{text}") };
        let mut changes = Vec::new();
        for _ in 0..5 {
            let made = writer.change(value);
            changes.extend(made.filter(|change| change.apply(value).is_some()));
        }
        let before = objects(&text);
        let Some(object) = before.get(number) else { continue };
        let Ok(changed) = change(&text, object, &Lists::default(), &changes) else { continue };
        done += 1;
        let fixed = applied(&text, &changed.edits);
        let found: Vec<Value> = objects(&fixed).into_iter().map(|object| object.value).collect();
        assert_eq!(found, expected, "{seed}: {changes:?}\n{text}\n=>\n{fixed}");
        let apart = changed.edits.is_sorted_by(|one, next| one.at.end < next.at.start);
        assert!(apart, "{seed}: {:?}", changed.edits);
    }
    assert!(done > 500, "{done}");
}
