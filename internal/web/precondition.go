package web

import (
	"net/http"
	"strconv"
	"strings"
)

// version returns the version of the account that the header If-Match names; 0 if it is absent or "*", which any version
// matches. It returns errPreconditionFailed if no version can match the header (RFC 9110 §13.1.1): a weak tag, a tag that
// ETag never has, or several tags, of which a change could be based on only one.
func (c *call) version() (int, error) {
	values := c.r.Header.Values("If-Match")
	if len(values) == 0 {
		return 0, nil
	}
	tag := strings.TrimSpace(strings.Join(values, ","))
	if tag == "*" {
		return 0, nil
	}
	digits, opened := strings.CutPrefix(tag, `"`)
	digits, closed := strings.CutSuffix(digits, `"`)
	version, err := strconv.Atoi(digits)
	if !opened || !closed || err != nil || version < 1 || entityTag(version) != tag {
		return 0, errPreconditionFailed
	}
	return version, nil
}

// entityTag returns the ETag of an account's version.
func entityTag(version int) string { return `"` + strconv.Itoa(version) + `"` }

// setVersion sets the header ETag to the account's version.
func (c *call) setVersion(version int) { c.w.Header().Set("ETag", entityTag(version)) }

// jsonAt writes value as the JSON response, with the account's version.
func (c *call) jsonAt(version, code int, value any) error {
	c.setVersion(version)
	return c.json(code, value)
}

// goneAt writes the response without content to a deletion.
func (c *call) goneAt(version int) error {
	c.setVersion(version)
	c.w.WriteHeader(http.StatusNoContent)
	return nil
}
