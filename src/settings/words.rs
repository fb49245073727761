//! The settings whose value is one of a few words.

/// A setting whose value is a word.
pub(super) trait Word: Copy + Default + 'static {
    /// Every word, in the order used in messages.
    const WORDS: &'static [&'static str];
    /// The meaning of each word.
    const MEANINGS: &'static [Self];
}

/// Declares a setting whose value is a word, with the meaning of each word.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$word_doc:meta])* $word:literal => $meaning:ident,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub enum $name {
            $($(#[$word_doc])* $meaning,)+
        }

        impl Word for $name {
            const WORDS: &'static [&'static str] = &[$($word),+];
            const MEANINGS: &'static [Self] = &[$(Self::$meaning),+];
        }
    };
}

words! {
    /// Setting `action`: what happens to a violation.
    Action {
        /// The request is rejected.
        #[default]
        "reject" => Reject,
        /// The request is accepted with warnings.
        "warn" => Warn,
        /// A token that nothing asked for is removed; other violations are rejected.
        "mutate" => Mutate,
    }
}

words! {
    /// Setting `optOutAt`: where opting out of a token counts.
    OptOutAt {
        /// On the Pod or on its service account.
        #[default]
        "any" => Any,
        /// On the Pod only. Service accounts are never read.
        "pod" => Pod,
    }
}

words! {
    /// Setting `allow.podAuthor`: what the author of a Pod may ask for.
    PodAuthor {
        /// Nothing.
        "none" => None,
        /// Projected tokens.
        #[default]
        "projected" => Projected,
        /// Projected tokens and automounted ones.
        "any" => Any,
    }
}

words! {
    /// Setting `serviceAccountObjects`: which ServiceAccounts must set
    /// `automountServiceAccountToken: false` themselves.
    ServiceAccountObjects {
        /// None.
        #[default]
        "ignore" => Ignore,
        /// Those named `default`.
        "default" => Default,
        /// All.
        "all" => All,
    }
}

words! {
    /// Setting `tokenRequests`: whether it is judged when somebody asks the API server for a token.
    TokenRequests {
        /// It is not.
        #[default]
        "ignore" => Ignore,
        /// It is.
        "judge" => Judge,
    }
}

words! {
    /// Setting `existingViolations`: what an UPDATE may keep.
    ExistingViolations {
        /// The violations that the object already had.
        #[default]
        "allow" => Allow,
        /// None: an UPDATE is judged like a CREATE.
        "reject" => Reject,
    }
}

words! {
    /// Setting `controllerPods`: whether the objects that kube-controller-manager creates for judged
    /// workloads are judged as well.
    ControllerPods {
        /// They are.
        #[default]
        "judge" => Judge,
        /// They are never rejected.
        "accept" => Accept,
    }
}
