//! The library built into the program.

/// Its files: the path in the library, and the contents.
pub(super) const FILES: &[(&str, &str)] = &[
    (
        "annotations/soviets-take-power.yaml",
        include_str!("../../annotations/soviets-take-power.yaml"),
    ),
    (
        "annotations/sources.yaml",
        include_str!("../../annotations/sources.yaml"),
    ),
];
