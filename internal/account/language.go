package account

// Language is a language in which pages and mails are written, as an ISO 639-1 code.
type Language string

// The languages. Each has a catalog of texts.
const (
	English Language = "en"
	Italian Language = "it"
)

// Languages lists every language, the default first.
func Languages() []Language { return []Language{English, Italian} }

// ParseLanguage returns the language of that code; empty means English.
func ParseLanguage(s string) (Language, error) {
	if s == "" {
		return English, nil
	}
	for _, l := range Languages() {
		if string(l) == s {
			return l, nil
		}
	}
	return "", wrong(FieldNotAllowed, "must be one of: en, it")
}
