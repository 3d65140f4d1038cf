//! Whether a short line is the name of a person.

/// Given names that are common in European languages: with a surname behind it, one of them makes
/// a line a person's name rather than a heading.
const GIVEN: &str = " adam agnes albert alberto alejandro aleksandr alex alexander alexandra alexandre \
alfred alice ana anders andrea andreas andrew andré angela ann anna anne anthony anton antonio \
arthur astrid august barbara beatrice ben benjamin bernard bertha brian bruno carl carla carlos \
carmen caroline catherine charles charlotte chris christian christine christopher claire clara \
claude colin cornelius daniel david deborah dennis diana dmitri dominique dora doris dorothy \
douglas eduard edward eileen elena eleanor elisabeth elizabeth ellen emil emily emma enrique eric \
erich ernest ernst eugene eva evelyn felix fernando florence frances francis franco frank franz \
françois fred frederick friedrich gabriel geoffrey george georges gerard gerhard gilbert giovanni \
giuseppe gordon grace graham greta guy günter hannah hans harold harry heinrich helen helena \
henri henry herbert hermann hilda howard hugh ian igor ingrid irene isaac isabel ivan jack jacob \
jacques james jan jane janet jean jeanne jennifer jenny jeremy joan joanna johann johannes john \
jonathan jorge josef joseph josé juan judith julia julian julie jürgen karen karin karl karla \
kate katharina keith kenneth klaus kurt lars laura laurence leo leon leonard lev lewis linda lionel \
lisa louis louise lucas lucy luigi luis luke manuel marc marcel margaret maria marie mario mark \
marta martha martin mary matthew maurice max maría michael michel miguel mikhail miriam nancy \
natalia neil nicholas nicole nikolai nina norman oliver olga oscar oskar otto pablo paola patricia \
patrick paul paula pedro peter philip philippe pierre rachel ralph raymond rebecca ricardo richard \
robert roberto roger roland rolf ronald rosa rose roy rudolf ruth samuel sandra sara sarah sergei \
sheila sidney simon simone sofia sophie stefan stephen steven stuart susan sven sylvia theodor \
theresa thomas tim timothy tom tony ursula valerie vera victor victoria vincent virginia vladimir \
walter werner wilhelm william winifred wolfgang yves ";

const PARTICLES: &str =
    " von van de der den du la le di da dos del della bin ibn ten ter zu y af av ";

/// Whether `text` has the shape of a name: one to five words, each capitalised but for particles,
/// no digits and no marks but `.`, `-` and `'`.
pub(crate) fn name_shaped(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let capitalised = words.iter().filter(|w| begins_upper(w)).count();
    (1..=5).contains(&words.len())
        && capitalised > 0
        && words.iter().all(|word| is_name_word(word))
        && begins_upper(words.last().copied().unwrap_or_default())
}

/// Whether `text` is surely a person's name: of that shape, with initials or a common given name.
pub(crate) fn surely_person(text: &str) -> bool {
    let text = text.trim();
    if !name_shaped(text) {
        return false;
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let initials = words.iter().any(|w| is_initials(w));
    let given = words.first().is_some_and(|first| {
        let first = first.split('-').next().unwrap_or_default().to_lowercase();
        first.chars().count() > 1 && GIVEN.contains(&format!(" {first} "))
    });
    words.len() >= 2 && (initials || given)
}

/// Whether `text` is initials alone, as articles are signed: `J.S.`, `J. S.`, `JS`, `RTK`.
pub(crate) fn is_signed_initials(text: &str) -> bool {
    let letters: String = text.chars().filter(|c| !matches!(c, '.' | ' ')).collect();
    (1..=4).contains(&letters.chars().count())
        && letters.chars().all(char::is_uppercase)
        && (letters.chars().count() > 1 || text.contains('.'))
}

fn begins_upper(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
        // D'Arcy, l'Estrange
        || word.get(2..).is_some_and(|w| word.as_bytes().get(1) == Some(&b'\'') && w.starts_with(char::is_uppercase))
}

fn is_name_word(word: &str) -> bool {
    let plain = word
        .chars()
        .all(|c| c.is_alphabetic() || matches!(c, '.' | '-' | '\'' | '’'));
    let stops = word.matches('.').count();
    let abbreviated =
        stops == 0 || is_initials(word) || matches!(word, "Dr." | "St." | "Jr." | "Sr." | "Prof.");
    plain && abbreviated && (begins_upper(word) || PARTICLES.contains(&format!(" {word} ")))
}

/// `J.` or `J.S.` or `J.-P.`
fn is_initials(word: &str) -> bool {
    let parts: Vec<&str> = word.split('.').collect();
    word.ends_with('.')
        && parts.iter().rev().skip(1).all(|p| {
            let p = p.trim_start_matches('-');
            p.chars().count() == 1 && p.chars().all(char::is_uppercase)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn persons_are_told_from_headings() {
        for name in [
            "Jane Miller",
            "J. Miller",
            "J.S. Miller",
            "Hans von Brot",
            "Jean-Paul Farine",
        ] {
            assert!(surely_person(name), "{name}");
        }
        for other in [
            "Wheat Trade",
            "The Mill",
            "Jane",
            "John 3:16",
            "Peter the Miller",
            "New York",
        ] {
            assert!(!surely_person(other), "{other}");
        }
        assert!(is_signed_initials("J.M.") && is_signed_initials("RTK"));
        assert!(!is_signed_initials("London") && !is_signed_initials("A"));
    }
}
