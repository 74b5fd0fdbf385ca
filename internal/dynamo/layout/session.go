package layout

import (
	"fmt"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

// SessionItem returns the item of a session.
func SessionItem(s workflow.Session) Item {
	i := NewItem(SessionKey(s.Hash))
	i.PutText("email", string(s.Person.Email))
	i.PutText("personName", s.Person.Name)
	i.PutTrue("operator", s.Person.Operator)
	i.PutText("language", string(s.Person.Language))
	i.putTime("createdAt", s.CreatedAt)
	i.putTime("endsAt", s.EndsAt)
	i.putTime("idleAt", s.IdleAt)
	i.DeleteAfter(s.EndsAt)
	return i
}

// ReadSession reads the session with that hash.
func ReadSession(read *Reader, hash workflow.SessionHash) (workflow.Session, error) {
	s := workflow.Session{
		Hash: hash,
		Person: account.Person{
			Email: account.Email(read.Text("email")), Name: read.Text("personName"), Operator: read.IsTrue("operator"),
			Language: account.Language(read.Text("language")),
		},
		CreatedAt: read.Time("createdAt"),
		EndsAt:    read.Time("endsAt"),
		IdleAt:    read.Time("idleAt"),
	}
	if read.Err != nil {
		return workflow.Session{}, fmt.Errorf("session: %w", read.Err)
	}
	return s, nil
}
