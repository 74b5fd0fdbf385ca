// Package mail renders mails: pure functions from an outbox entry to a subject, a plain text and its HTML. The same mail
// has the same bytes at any time, because a mail that may have been sent is sent again and has to be identical.
//
// Text from users is more dangerous in mails than on pages: mail programs turn plain text into links, and recipients trust
// a mail that comes from this service. So mails contain no notes, and subjects contain nothing that a user wrote. Names
// and quoted reasons are written so that no mail program links them, although they look as typed (unlinked). Addresses
// and domain identifiers are validated before they are stored, and are written as they are.
package mail
