package workflow

import "testing"

// FuzzReadToken checks that only tokens in the form that writeToken writes are accepted.
func FuzzReadToken(f *testing.F) {
	f.Add(DeadToken)
	f.Add(DeadToken + "\n")
	f.Add(DeadToken + "!")
	f.Add("x" + DeadToken)
	f.Add("." + DeadToken)
	f.Add("01234567890123456789012345.")
	f.Fuzz(func(t *testing.T, token string) {
		id, hash, err := readToken(token)
		if err != nil {
			return
		}
		const secret = 43 // characters of 256 bits
		if len(token) != len(id)+1+secret || token[:len(id)] != string(id) || hash == (LinkHash{}) {
			t.Errorf("%q is read as %q, %x", token, id, hash)
		}
	})
}
