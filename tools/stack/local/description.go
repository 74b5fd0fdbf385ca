package local

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Description is what stack.json says: where a running stack is reached and
// who can sign in. The first three members are for everybody, the rest is for
// tools and tests. With an outside issuer the users are those whom the demo data
// knows by their addresses, without passwords: the issuer has them.
type Description struct {
	URL     string   `json:"url"`
	Mailbox string   `json:"mailbox"`
	Users   []Person `json:"users"`

	Issuer   string `json:"issuer,omitempty"` // where people sign in, if not at the stack's own user pool
	ClientID string `json:"clientId,omitempty"`

	Endpoint         string `json:"endpoint"`
	Region           string `json:"region"`
	APIID            string `json:"apiId"`
	Table            string `json:"table"`
	UserPoolID       string `json:"userPoolId,omitempty"`
	UserPoolClientID string `json:"userPoolClientId,omitempty"`
	CleanUpFunction  string `json:"cleanUpFunction"`
	SendMailFunction string `json:"sendMailFunction"`
	MailEventsTopic  string `json:"mailEventsTopic"`
	UndeliveredQueue string `json:"undeliveredQueue"`
}

func descriptionFile(stateDir string) string { return filepath.Join(stateDir, "stack.json") }

// Read finds the stack that runs from a state directory.
func Read(stateDir string) (Description, error) {
	var d Description
	text, err := os.ReadFile(descriptionFile(stateDir))
	if errors.Is(err, fs.ErrNotExist) {
		return d, errors.New("no stack is running: start one with make run")
	}
	if err != nil {
		return d, err
	}
	if err := json.Unmarshal(text, &d); err != nil {
		return d, fmt.Errorf("%s: %w", descriptionFile(stateDir), err)
	}
	return d, nil
}

// write replaces the file atomically, since readers use the stack at once.
func (d Description) write(stateDir string) error {
	text, err := json.MarshalIndent(d, "", "  ")
	if err != nil {
		return err
	}
	unfinished := descriptionFile(stateDir) + ".new"
	if err := os.WriteFile(unfinished, append(text, '\n'), 0o600); err != nil {
		return err
	}
	return os.Rename(unfinished, descriptionFile(stateDir))
}

func removeDescription(stateDir string) error {
	err := os.Remove(descriptionFile(stateDir))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
