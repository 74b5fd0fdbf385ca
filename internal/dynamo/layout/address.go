package layout

import (
	"fmt"

	"smartaccounts/internal/account"
)

// AddressItem returns the item of an address.
func AddressItem(a account.Address) Item {
	i := NewItem(AddressKey(a.Email))
	i.PutText("email", string(a.Email))
	i.putNumber("version", a.Version)
	putTexts(i, "stoppedFor", a.StoppedFor)
	i.PutTrue("complained", a.Complained)
	i.PutTrue("silenced", a.Silenced)
	putReports(i, a.Reports)
	putTold(i, a.Told)
	if !a.Suppressed.IsZero() {
		i.putTime("suppressedAt", a.Suppressed)
		i.PutText("listStatus", ListSuppressed)
		i.putTime("createdAt", a.Suppressed)
	} else if at := a.ReportedAt(); !at.IsZero() {
		i.PutText("listStatus", ListReported)
		i.putTime("createdAt", at)
	}
	return i
}

// ReadAddress reads the item of an address; there may be none.
func ReadAddress(read *Reader, address account.Email) (account.Address, error) {
	a := account.Address{
		Email:      address.Mailbox(),
		Version:    read.Number("version"),
		StoppedFor: Texts[account.Email](read, "stoppedFor"),
		Suppressed: read.Time("suppressedAt"),
		Complained: read.IsTrue("complained"),
		Silenced:   read.IsTrue("silenced"),
		Reports:    readReports(read),
		Told:       readTold(read),
	}
	if read.Err != nil {
		return account.Address{}, fmt.Errorf("address: %w", read.Err)
	}
	return a, nil
}

func putReports(i Item, reports []account.AddressReport) {
	var list []Item
	for _, r := range reports {
		one := Item{}
		one.PutText("requester", string(r.Requester))
		one.putTime("reportedAt", r.At)
		one.PutTrue("confirmed", r.Confirmed)
		list = append(list, one)
	}
	i.PutMaps("reports", list)
}

func readReports(read *Reader) (reports []account.AddressReport) {
	for r := range read.Maps("reports") {
		reports = append(reports, account.AddressReport{Requester: account.Email(r.Text("requester")), At: r.Time("reportedAt"), Confirmed: r.IsTrue("confirmed")})
	}
	return reports
}

func putTold(i Item, nominees []account.ToldNominee) {
	var list []Item
	for _, n := range nominees {
		one := Item{}
		one.PutText("requestId", string(n.Request))
		one.putNumber("nominee", n.Number)
		list = append(list, one)
	}
	if len(list) > 0 {
		i.PutMaps("told", list)
	}
}

func readTold(read *Reader) (nominees []account.ToldNominee) {
	for r := range read.Maps("told") {
		nominees = append(nominees, account.ToldNominee{Request: account.ID(r.Text("requestId")), Number: r.Number("nominee")})
	}
	return nominees
}
