//! `postil manual`: the manual page, made from the command table.

use super::{Context, Outcome};

pub(super) fn run(context: &mut Context) -> anyhow::Result<Outcome> {
    let mut page = Vec::new();
    let command = super::command();
    let manual = clap_mangen::Man::new(command.clone());
    manual.render_title(&mut page)?;
    manual.render_name_section(&mut page)?;
    manual.render_synopsis_section(&mut page)?;
    manual.render_description_section(&mut page)?;
    manual.render_options_section(&mut page)?;
    manual.render_subcommands_section(&mut page)?;
    for sub in command.get_subcommands() {
        let name = sub.get_name().to_owned();
        let manual = clap_mangen::Man::new(sub.clone());
        page.extend(format!(".SH \"POSTIL {}\"\n", name.to_uppercase()).bytes());
        let mut section = Vec::new();
        manual.render_description_section(&mut section)?;
        manual.render_options_section(&mut section)?;
        let text = String::from_utf8_lossy(&section).replace(".SH ", ".SS ");
        page.extend(text.bytes());
    }
    context.out.raw(&String::from_utf8_lossy(&page))?;
    Ok(Outcome::Done)
}
