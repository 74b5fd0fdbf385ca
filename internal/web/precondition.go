package web

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"smartaccounts/internal/account"
)

// noVersion is a version that no account has.
const noVersion = -1

// entityTags is the value of If-Match with tags (RFC 9110 §8.8.3).
var entityTags = regexp.MustCompile(`^(?:W/)?"[!#-~\x80-\xff]*"(?:[ \t]*,[ \t]*(?:W/)?"[!#-~\x80-\xff]*")*$`)

// version returns the version of the account that the header If-Match names; 0 if it is absent or "*", which any version
// matches; noVersion if none can match (RFC 9110 §13.1.1): a weak tag, a tag that ETag never has, or several tags, of which a
// change could be based on only one. It returns account.InvalidInput if the header is no list of tags.
func (c *call) version() (int, error) {
	values := c.r.Header.Values("If-Match")
	if len(values) == 0 {
		return 0, nil
	}
	tag := strings.TrimSpace(strings.Join(values, ","))
	switch {
	case tag == "*":
		return 0, nil
	case !entityTags.MatchString(tag):
		return 0, account.Invalid("If-Match", account.FieldNotAllowed, `must be an ETag in quotation marks, such as "12"`)
	}
	if version, err := strconv.Atoi(strings.Trim(tag, `"`)); err == nil && version > 0 && entityTag(version) == tag {
		return version, nil
	}
	return noVersion, nil
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
