// Package administration has the use cases by which the members of an active account run it: people, Virtual Accounts,
// settings and the log. Each change reads the account with its version, decides on what it read, and is committed only if the
// version is still the same; so changes of one account never mix, and what a decision was based on still holds.
package administration
