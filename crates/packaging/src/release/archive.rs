//! Archives that depend on nothing but their content: the same files give the same bytes on every machine.

use std::io::Write as _;

use anyhow::Result;
use flate2::write::DeflateEncoder;
use flate2::{Compression, GzBuilder};

/// A file in an archive.
pub struct Entry<'e> {
    /// Its name, without a folder.
    pub name: &'e str,
    /// Its permissions in Unix.
    pub mode: u32,
    /// Its content.
    pub bytes: &'e [u8],
}

/// A `.tar.gz`. `seconds` since 1970 is the time of its files.
///
/// # Errors
///
/// A name is too long.
pub fn tar_gz(entries: &[Entry<'_>], seconds: u64) -> Result<Vec<u8>> {
    // The header of gzip has no time and no name.
    let gzip = GzBuilder::new().write(Vec::new(), Compression::best());
    let mut archive = tar::Builder::new(gzip);
    for entry in entries {
        let mut header = tar::Header::new_ustar();
        header.set_size(entry.bytes.len().try_into()?);
        header.set_mode(entry.mode);
        header.set_mtime(seconds);
        archive.append_data(&mut header, entry.name, entry.bytes)?;
    }
    Ok(archive.into_inner()?.finish()?)
}

/// A `.zip`. `seconds` since 1970 is the time of its files.
///
/// # Errors
///
/// A name is too long.
pub fn zip(entries: &[Entry<'_>], seconds: u64) -> Result<Vec<u8>> {
    let time = rawzip::time::UtcDateTime::from_unix(seconds.try_into()?);
    let mut archive = rawzip::ZipArchiveWriter::new(Vec::new());
    for entry in entries {
        let (mut file, config) = archive
            .new_file(entry.name)
            .compression_method(rawzip::CompressionMethod::DEFLATE)
            .last_modified(time)
            .unix_permissions(entry.mode)
            .start()?;
        let mut writer = config.wrap(DeflateEncoder::new(&mut file, Compression::best()));
        writer.write_all(entry.bytes)?;
        let (encoder, descriptor) = writer.finish()?;
        encoder.finish()?;
        file.finish(descriptor)?;
    }
    Ok(archive.finish()?)
}
