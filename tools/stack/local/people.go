package local

import (
	"context"
	"fmt"
)

// Person is a user of a local stack.
type Person struct {
	Name     string `json:"name"`
	Email    string `json:"email"`
	Password string `json:"password"` // empty with an outside issuer
	// Role describes what the person may do.
	Role string `json:"role"`
	// Operator adds the person to the operators' group.
	Operator bool `json:"-"`
}

func (s *Stack) createPeople(ctx context.Context) error {
	if s.Issuer != "" {
		s.say("people sign in at %s", s.Issuer)
		for _, person := range s.options.People {
			person.Password = ""
			s.Users = append(s.Users, person)
		}
		return nil
	}
	s.say("creating %d users", len(s.options.People))
	for _, person := range s.options.People {
		if err := s.createPerson(ctx, person); err != nil {
			return fmt.Errorf("create %s: %w", person.Name, err)
		}
	}
	s.Users = s.options.People
	return nil
}

// createPerson creates a user with a verified address.
func (d Description) createPerson(ctx context.Context, person Person) error {
	type attribute struct{ Name, Value string }
	user := map[string]any{"UserPoolId": d.UserPoolID, "Username": person.Email}
	with := func(more map[string]any) map[string]any {
		for name, value := range user {
			more[name] = value
		}
		return more
	}
	if err := d.cognito(ctx, "AdminCreateUser", with(map[string]any{
		"MessageAction":  "SUPPRESS",
		"UserAttributes": []attribute{{"email", person.Email}, {"email_verified", "true"}},
	}), nil); err != nil {
		return err
	}
	if err := d.cognito(ctx, "AdminSetUserPassword", with(map[string]any{"Password": person.Password, "Permanent": true}), nil); err != nil {
		return err
	}
	if !person.Operator {
		return nil
	}
	return d.cognito(ctx, "AdminAddUserToGroup", with(map[string]any{"GroupName": "operators"}), nil)
}

// Token signs a user in and returns the ID token, which is the API's bearer token.
func (d Description) Token(ctx context.Context, name string) (string, error) {
	for _, person := range d.Users {
		if person.Name != name {
			continue
		}
		if d.Issuer != "" {
			return "", fmt.Errorf("this stack's tokens come from %s: take an ID token of the client %s there, as %s", d.Issuer, d.ClientID, person.Email)
		}
		var answer struct {
			AuthenticationResult struct {
				IDToken string `json:"IdToken"`
			}
		}
		err := d.cognito(ctx, "AdminInitiateAuth", map[string]any{
			"UserPoolId":     d.UserPoolID,
			"ClientId":       d.UserPoolClientID,
			"AuthFlow":       "ADMIN_USER_PASSWORD_AUTH",
			"AuthParameters": map[string]string{"USERNAME": person.Email, "PASSWORD": person.Password},
		}, &answer)
		if err != nil {
			return "", err
		}
		if answer.AuthenticationResult.IDToken == "" {
			return "", fmt.Errorf("the user pool gave no ID token to %s", name)
		}
		return answer.AuthenticationResult.IDToken, nil
	}
	return "", fmt.Errorf("no user %q", name)
}
