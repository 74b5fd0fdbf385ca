// Package mail writes mails: pure functions from what has happened to a subject, a plain text and the
// same in HTML. The same mail gives the same bytes at any time, for a mail whose fate is unknown is
// sent again and has to be the same mail.
//
// What strangers wrote is a danger here more than anywhere: mail programs make links of plain text,
// and a mail from us lends its words our name. So mails carry no notes; names, domain identifiers and
// addresses are written so that no program makes links of them (unlinked), and a reason stands only
// as a quotation, written in the same way.
package mail
