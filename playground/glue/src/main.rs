//! `playground-glue MODULE FOLDER`: generates the JavaScript for a wasm-bindgen module. It does what the
//! wasm-bindgen tool does with `--target web`, without building the rest of that tool, which would take
//! minutes.

use std::env::args_os;
use std::path::PathBuf;

use anyhow::{Result, bail};
use wasm_bindgen_cli_support::Bindgen;

fn main() -> Result<()> {
    let paths: Vec<PathBuf> = args_os().skip(1).map(Into::into).collect();
    let [module, folder] = paths.as_slice() else {
        bail!("usage: playground-glue MODULE FOLDER");
    };
    let mut bindgen = Bindgen::new();
    bindgen.input_path(module).web(true)?.typescript(true).omit_default_module_path(false);
    bindgen.generate(folder)
}
