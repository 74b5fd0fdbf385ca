package web

import (
	"net/http"
	"net/url"
	"strings"
)

// maxFormBytes is more than maxJSONBytes, because forms percent-encode the longest notes.
const maxFormBytes = 64 << 10

// readForm reads a page's form. Browsers send a line end as two characters but count it as one, so it is made one.
func readForm(r *http.Request) (url.Values, error) {
	if !isMedia(r, "application/x-www-form-urlencoded") {
		return nil, errUnsupportedMedia
	}
	text, err := readAtMost(r, maxFormBytes)
	if err != nil {
		return nil, err
	}
	values, err := url.ParseQuery(string(text))
	if err != nil {
		return nil, errMalformed
	}
	for _, all := range values {
		for n := range all {
			all[n] = strings.ReplaceAll(all[n], "\r\n", "\n")
		}
	}
	return values, nil
}
