//! The words that refer back to an earlier citation, in six languages.

use super::Back;

/// Each form in lower case, without white space and stops, longest first where one begins another.
const FORMS: &[(&str, Back)] = &[
    ("opetloccit", Back::LocCit),
    ("opuscitatum", Back::OpCit),
    ("opcit", Back::OpCit),
    ("operacitata", Back::OpCit),
    ("obracitada", Back::OpCit),
    ("obcit", Back::OpCit),
    ("opzit", Back::OpCit),
    ("ouvragecité", Back::OpCit),
    ("ouvrcité", Back::OpCit),
    ("ouvrcit", Back::OpCit),
    ("articlecité", Back::ArtCit),
    ("artcité", Back::ArtCit),
    ("artcit", Back::ArtCit),
    ("loccit", Back::LocCit),
    ("locitato", Back::LocCit),
    ("ibidem", Back::Ibid),
    ("ibíd", Back::Ibid),
    ("ibid", Back::Ibid),
    ("ebenda", Back::Ibid),
    ("ebda", Back::Ibid),
    ("ebd", Back::Ibid),
    ("ivi", Back::Ibid),
    ("ídem", Back::Idem),
    ("idem", Back::Idem),
    ("derselbe", Back::Idem),
    ("dieselbe", Back::Idem),
    ("aao", Back::OpCit),
    ("citedabove", Back::OpCit),
];

/// Short forms that count only with a stop, a comma or the end behind them.
const STOPPED: &[(&str, Back)] = &[
    ("id", Back::Idem),
    ("ib", Back::Ibid),
    ("ders", Back::Idem),
    ("dies", Back::Idem),
    ("cit", Back::OpCit),
    ("oc", Back::OpCit),
    ("lc", Back::LocCit),
    ("citado", Back::OpCit),
    ("citada", Back::OpCit),
    ("cité", Back::OpCit),
];

/// The back-reference at the start of `text`, and the bytes it takes with its stop.
pub(super) fn back_at(text: &str) -> Option<(Back, usize)> {
    let first = text.chars().next()?;
    if !matches!(
        first,
        'o' | 'O'
            | 'a'
            | 'A'
            | 'l'
            | 'L'
            | 'i'
            | 'I'
            | 'í'
            | 'Í'
            | 'e'
            | 'E'
            | 'd'
            | 'D'
            | 'c'
            | 'C'
            | 's'
            | 'S'
            | 'n'
            | 'N'
            | 'w'
            | 'W'
            | 'v'
            | 'V'
    ) {
        return None;
    }
    if let Some(found) = note_above(text) {
        return Some(found);
    }
    for &(form, back) in FORMS {
        if let Some(end) = matches_form(text, form) {
            return Some((back, end));
        }
    }
    for &(form, back) in STOPPED {
        if let Some(end) = matches_form(text, form)
            && (text.get(..end)?.ends_with('.')
                || text.get(end..)?.trim_start().is_empty()
                || text.get(end..)?.starts_with([',', ')', ']', ':']))
        {
            // *cit. in*, *cit. por* and *cit. da* are signals.
            let next = text
                .get(end..)?
                .trim_start()
                .split(|c: char| !c.is_alphabetic())
                .next()?;
            let signal = form.starts_with("cit")
                && matches!(next, "in" | "en" | "por" | "da" | "par" | "dans" | "nach");
            return (!signal).then_some((back, end));
        }
    }
    None
}

/// Whether `text` begins with a form, stops and spaces between its letters aside: its bytes.
fn matches_form(text: &str, form: &str) -> Option<usize> {
    let mut wanted = form.chars();
    let mut next = wanted.next();
    let mut gap = 0;
    let mut end = 0;
    for (at, c) in text.char_indices() {
        let Some(w) = next else { break };
        if c.is_alphabetic() {
            if c.to_lowercase().next() != Some(w) {
                return None;
            }
            gap = 0;
            next = wanted.next();
            end = at + c.len_utf8();
        } else if matches!(c, '.' | ' ' | '\u{a0}' | '\u{202f}') && end > 0 && gap < 2 {
            gap += 1;
        } else {
            return None;
        }
    }
    if next.is_some() {
        return None;
    }
    let rest = text.get(end..)?;
    if rest.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '\'' | '’' | '-')) {
        return None;
    }
    // Words run together only as printed: `o p cit` or `i v i` is none.
    let printed = text.get(..end)?;
    let spaces = printed.matches(' ').count();
    if spaces > 2 || spaces > 1 && !matches!(form, "aao" | "opetloccit" | "oc" | "lc") {
        return None;
    }
    if spaces > 0
        && matches!(
            form,
            "ivi" | "id" | "ib" | "idem" | "ibid" | "ebd" | "ders" | "dies" | "cit"
        )
    {
        return None;
    }
    Some(end + usize::from(rest.starts_with('.')))
}

/// *supra note 3*, *note 3 above*, *wie Anm. 3*, *above, n. 3*, *nota 3 supra*.
fn note_above(text: &str) -> Option<(Back, usize)> {
    let head = text.get(..text.char_indices().nth(48).map_or(text.len(), |(i, _)| i))?;
    let lower = head.to_lowercase();
    if lower.len() != head.len() {
        return None;
    }
    let mut at = 0;
    let mut above = false;
    for word in [
        "supra",
        "above",
        "wie",
        "voir",
        "cited in",
        "cited at",
        "siehe oben",
        "siehe",
        "as in",
        "nt",
    ] {
        if lower.starts_with(word) {
            above = true;
            at = word.len();
            break;
        }
    }
    let rest = lower.get(at..)?;
    at += rest.len() - rest.trim_start_matches([' ', ',', '.', '\u{a0}']).len();
    let rest = lower.get(at..)?;
    let label = [
        "note", "notes", "nota", "anm", "fn", "n", "footnote", "fußnote",
    ]
    .iter()
    .filter(|l| {
        rest.strip_prefix(**l)
            .is_some_and(|r| !r.starts_with(char::is_alphabetic))
    })
    .max_by_key(|l| l.len())?;
    at += label.len();
    let rest = lower.get(at..)?;
    at += rest.len() - rest.trim_start_matches([' ', '.', '\u{a0}', '°']).len();
    let rest = lower.get(at..)?;
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let number: u32 = rest.get(..digits)?.parse().ok()?;
    at += digits;
    let rest = lower.get(at..)?;
    for word in [
        ", above",
        " above",
        ", supra",
        " supra",
        ", oben",
        " oben",
        " ci-dessus",
        ", ci-dessus",
    ] {
        if rest.starts_with(word) {
            return Some((Back::Note(number), at + word.len()));
        }
    }
    above.then_some((Back::Note(number), at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_read_as_people_write_them() {
        let at = |t: &str| back_at(t).map(|(b, n)| (b, t[n..].to_owned()));
        for form in [
            "op cit", "op. cit.", "Op.cit.", "OP. CIT.", "a.a.O.", "a. a. O.", "aaO", "ob. cit.",
            "cit.",
        ] {
            assert_eq!(at(form), Some((Back::OpCit, String::new())), "{form}");
        }
        for form in ["ibid", "Ibid.", "ibidem", "Ebd.", "ebenda", "Ivi", "ib."] {
            assert_eq!(at(form), Some((Back::Ibid, String::new())), "{form}");
        }
        assert_eq!(at("Ders., Brot"), Some((Back::Idem, ", Brot".into())));
        assert_eq!(at("art. cit., p. 3"), Some((Back::ArtCit, ", p. 3".into())));
        assert_eq!(
            at("supra note 12, at 5"),
            Some((Back::Note(12), ", at 5".into()))
        );
        assert_eq!(
            at("note 3 above, p. 5"),
            Some((Back::Note(3), ", p. 5".into()))
        );
        assert_eq!(
            at("wie Anm. 3), S. 5"),
            Some((Back::Note(3), "), S. 5".into()))
        );
        for no in [
            "operation",
            "ideal",
            "id est",
            "note 3",
            "notes",
            "cite",
            "citizens",
            "cit. in Rossi",
            "Ibiden",
            "dies irae",
            "on the",
        ] {
            assert_eq!(at(no), None, "{no}");
        }
    }
}
