package dynamo

// What the partition keys of mails and accounts begin with, before the id: the functions behind the
// stream tell records apart by it.
const (
	MailPrefix    = "OUTBOX#"
	AccountPrefix = "ACCOUNT#"
)
