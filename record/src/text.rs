//! Text with its language and origin.

use serde::{Deserialize, Serialize};

use super::LanguageTag;
use crate::TextOrigin;

/// One wording of a text. The text is never empty.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase", try_from = "RawText")]
pub struct Text {
    /// The language of the wording.
    pub language: LanguageTag,
    /// The wording itself.
    pub text: String,
    /// The origin of the wording.
    #[serde(skip_serializing_if = "is_original")]
    pub origin: TextOrigin,
}

/// All wordings of one text; the first is the original.
pub type Texts = Vec<Text>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct RawText {
    language: LanguageTag,
    text: String,
    #[serde(default)]
    origin: TextOrigin,
}

impl TryFrom<RawText> for Text {
    type Error = String;
    fn try_from(raw: RawText) -> Result<Self, String> {
        if raw.text.trim().is_empty() {
            return Err("the text is empty: leave it out where the source states none".to_owned());
        }
        Ok(Self { language: raw.language, text: raw.text, origin: raw.origin })
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature serde asks for")]
fn is_original(origin: &TextOrigin) -> bool {
    *origin == TextOrigin::Original
}
