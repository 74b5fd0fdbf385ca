package local

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Description is the content of stack.json: the addresses of a running stack and
// its users. The first three fields are for people, the others for
// tools and tests. With an outside issuer, the users are those of the demo data,
// without passwords.
type Description struct {
	URL     string   `json:"url"`
	Mailbox string   `json:"mailbox"`
	Users   []Person `json:"users"`

	Issuer   string `json:"issuer,omitempty"` // the outside issuer; empty: the stack's user pool
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

// Read returns the description of the stack that runs from a state directory.
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

// write replaces the file atomically, so that no reader gets a part of it.
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
