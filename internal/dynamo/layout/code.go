package layout

import (
	"fmt"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

// CodeItem returns the item of a code.
func CodeItem(c workflow.Code) Item {
	i := NewItem(CodeKey(c.Link))
	i["nonce"] = Bytes(c.Nonce[:])
	i.PutText("requestId", string(c.RequestID))
	i.putNumber("nominee", c.Nominee)
	i.putNumber("generation", c.Generation)
	i["version"] = Number(c.Version) // also the first one: conditions compare it
	i.putNumber("tries", c.Tries)
	putAskings(i, c.Challenges)
	i.putTime("expiresAt", c.ExpiresAt)
	i.DeleteAfter(c.ExpiresAt.Add(codeRemembered))
	return i
}

// codeRemembered is how long codes are kept after they have lapsed.
const codeRemembered = time.Hour

// ReadCode reads the code of the link with that hash.
func ReadCode(read *Reader, hash workflow.LinkHash) (workflow.Code, error) {
	c := workflow.Code{
		CodeKey:    workflow.CodeKey{Link: hash},
		RequestID:  account.ID(read.Text("requestId")),
		Nominee:    read.Number("nominee"),
		Generation: read.Number("generation"),
		Version:    read.Number("version"),
		Tries:      read.Number("tries"),
		ExpiresAt:  read.Time("expiresAt"),
		Challenges: readAskings(read),
	}
	read.fill("nonce", c.Nonce[:])
	if read.Err != nil {
		return workflow.Code{}, fmt.Errorf("code: %w", read.Err)
	}
	return c, nil
}

func putAskings(i Item, askings []workflow.Challenge) {
	var list []Item
	for _, a := range askings {
		asking := Item{"challenge": Bytes(a.Challenge[:])}
		asking.PutTrue("spare", a.Spare)
		asking.putNumber("tries", a.Tries)
		list = append(list, asking)
	}
	i.PutMaps("askings", list)
}

func readAskings(read *Reader) (askings []workflow.Challenge) {
	for a := range read.Maps("askings") {
		asking := workflow.Challenge{Spare: a.IsTrue("spare"), Tries: a.Number("tries")}
		a.fill("challenge", asking.Challenge[:])
		askings = append(askings, asking)
	}
	return askings
}
