// Package mail writes mails: pure functions from what has happened to a subject, a plain text and the
// same in HTML. The same mail gives the same bytes at any time, for a mail whose fate is unknown is
// sent again and has to be the same mail.
//
// What strangers wrote is a danger here more than anywhere: mail programs make links of plain text,
// and a mail from us lends its words our name. So mails carry no notes, and no subject has a word of a
// stranger; names and quoted reasons are written so that no program makes links of them, though they
// look as they were typed (unlinked). Addresses and domain identifiers are checked before they are
// stored, and stand as they are.
package mail
