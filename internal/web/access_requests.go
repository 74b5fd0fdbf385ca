package web

import (
	"cmp"
	"net/http"

	"smartaccounts/internal/accessrequest"
	"smartaccounts/internal/account"
	"smartaccounts/internal/paging"
)

// accessRequestJSON is an access request as its reader may see it.
type accessRequestJSON struct {
	ID              account.ID            `json:"id"`
	Status          account.AccessState   `json:"status"`
	Account         accessedJSON          `json:"account"`
	RequestedBy     account.Email         `json:"requestedBy"`
	Role            account.Role          `json:"role,omitempty"`
	VirtualAccounts *[]virtualRoleJSON    `json:"virtualAccounts,omitempty"`
	Note            string                `json:"note"`
	Granted         *grantJSON            `json:"granted,omitempty"`
	CreatedAt       timeJSON              `json:"createdAt"`
	ExpiresAt       timeJSON              `json:"expiresAt"`
	DecidedAt       *timeJSON             `json:"decidedAt,omitempty"`
	DecidedBy       account.Actor         `json:"decidedBy,omitempty"`
	Reason          string                `json:"reason,omitempty"`
	Rule            account.ID            `json:"rule,omitempty"`
	History         []accessRequestedJSON `json:"history"`
}

// accessedJSON is what an access request shows of its account.
type accessedJSON struct {
	ID     account.ID     `json:"id"`
	Name   string         `json:"name"`
	Domain account.Domain `json:"domain"`
}

// grantJSON is a role on the whole account, or roles on Virtual Accounts.
type grantJSON struct {
	Role            account.Role       `json:"role,omitempty"`
	VirtualAccounts *[]virtualRoleJSON `json:"virtualAccounts,omitempty"`
	EndsAt          *timeJSON          `json:"endsAt,omitempty"`
}

// accessRequestedJSON is a step of an access request.
type accessRequestedJSON struct {
	At     timeJSON            `json:"at"`
	Status account.AccessState `json:"status"`
	Actor  account.Actor       `json:"actor"`
}

func showGrant(g account.Grant, names map[account.ID]string) grantJSON {
	shown := grantJSON{Role: g.Role}
	if g.Role == "" {
		roles := each(g.VirtualRoles, func(v account.VirtualRole) virtualRoleJSON {
			return virtualRoleJSON{v.VirtualAccount, names[v.VirtualAccount], v.Role, v.WithNested}
		})
		shown.VirtualAccounts = &roles
	}
	if !g.EndsAt.IsZero() {
		shown.EndsAt = new(timeJSON(g.EndsAt))
	}
	return shown
}

func showAccessRequest(s accessrequest.Seen) accessRequestJSON {
	asked := showGrant(s.Asked, s.Names)
	shown := accessRequestJSON{
		ID: s.ID, Status: s.State, Account: accessedJSON{s.Account.ID, s.Account.Name, s.Account.Domain}, RequestedBy: s.By,
		Role: asked.Role, VirtualAccounts: asked.VirtualAccounts, Note: s.Note, CreatedAt: timeJSON(s.CreatedAt), ExpiresAt: timeJSON(s.ExpiresAt),
		History: []accessRequestedJSON{{timeJSON(s.CreatedAt), account.AccessPending, account.Actor(s.By)}},
	}
	if d := s.Decision; d != nil {
		at := timeJSON(d.At)
		shown.DecidedAt, shown.DecidedBy, shown.Reason, shown.Rule = &at, d.By, d.Reason, d.Rule
		shown.History = append(shown.History, accessRequestedJSON{at, s.State, d.By})
		if !d.Granted.Empty() {
			given := showGrant(d.Granted, s.Names)
			shown.Granted = &given
		}
	}
	return shown
}

// wantedOf takes a role or roles on Virtual Accounts from a body, as virtualRows does.
func wantedOf(b *body, ignored ...string) accessrequest.Wanted {
	return accessrequest.Wanted{Role: b.text("role"), Virtuals: virtualRows(b, ignored...)}
}

// askForAccess is POST /v1/access-requests.
func (m managing) askForAccess(c *call) error {
	b, err := readJSON(c.r)
	if err != nil {
		return err
	}
	form := accessrequest.Form{Domain: b.text("accountDomain"), ID: b.text("accountId"), Wanted: wantedOf(b), Note: b.text("note")}
	form.Misread = b.misreadFields()
	opened, err := m.Asking.Ask(c.r.Context(), c.person, form)
	if err != nil {
		return err
	}
	c.w.Header().Set("Location", "/v1/access-requests/"+string(opened.ID))
	return m.showAccess(c, http.StatusCreated, opened.ID)
}

// showAccess writes an access request as the caller may see it.
func (m managing) showAccess(c *call, status int, id account.ID) error {
	seen, err := m.Reading.One(c.r.Context(), c.person, id)
	if err != nil {
		return err
	}
	return c.json(status, showAccessRequest(seen))
}

// listAccessRequests is GET /v1/access-requests: those that the caller made, those about an account that they may decide, or those
// that wait for them in all accounts.
func (m managing) listAccessRequests(c *call) error {
	q, err := readQuery(c.r)
	if err != nil {
		return err
	}
	as, typed, about, limit, cursor := q.text("as"), q.text("status"), q.text("accountId"), q.limit(), q.text("cursor")
	state, err := accessrequest.ParseState(typed)
	bad := []error{q.misread(), err}
	read := func() (paging.Page[accessrequest.Seen], error) {
		return m.Reading.By(c.r.Context(), c.person, state, limit, cursor)
	}
	switch cmp.Or(as, "requester") {
	case "requester":
		if about != "" {
			bad = append(bad, account.Invalid("accountId", account.FieldNotAllowed, "only with as=decider"))
		}
	case "decider":
		id, is := account.ParseID(about)
		read = func() (paging.Page[accessrequest.Seen], error) {
			if !is {
				return paging.Page[accessrequest.Seen]{}, account.ErrNotFound
			}
			return m.Reading.In(c.r.Context(), c.person, id, state, limit, cursor)
		}
		if about == "" {
			read = func() (paging.Page[accessrequest.Seen], error) {
				return m.Reading.Waiting(c.r.Context(), c.person, limit, cursor)
			}
			if state != "" && state != account.AccessPending {
				bad = append(bad, account.Invalid("accountId", account.FieldRequired, "those that have ended are listed for one account"))
			}
		}
	default:
		bad = append(bad, account.Invalid("as", account.FieldNotAllowed, "must be requester or decider"))
	}
	if err := account.Fields(bad...); err != nil {
		return err
	}
	found, err := read()
	if err != nil {
		return err
	}
	return c.json(http.StatusOK, writeList(found, showAccessRequest))
}

// getAccessRequest is GET /v1/access-requests/{id}.
func (m managing) getAccessRequest(c *call) error {
	id, err := c.pathID()
	if err != nil {
		return err
	}
	return m.showAccess(c, http.StatusOK, id)
}

// decideAccess is POST /v1/access-requests/{id}/decision.
func (m managing) decideAccess(c *call) error {
	id, err := c.pathID()
	if err != nil {
		return err
	}
	b, err := readJSON(c.r)
	if err != nil {
		return err
	}
	decided, reason, wanted := b.text("decision"), b.text("reason"), wantedOf(b)
	decision := accessrequest.Decision{Reason: reason, EndsAt: b.text("endsAt")}
	bad := []error{b.misreadFields()}
	given := wanted.Role != "" || len(wanted.Virtuals) > 0
	switch decided {
	case "approve":
		if decision.Approve = true; given {
			decision.Wanted = &wanted
		}
		if reason != "" {
			bad = append(bad, account.Invalid("reason", account.FieldNotAllowed, "an approval has no reason"))
		}
	case "decline":
		if given {
			bad = append(bad, account.Invalid("role", account.FieldNotAllowed, "a decline gives no role"))
		}
		if decision.EndsAt != "" {
			bad = append(bad, account.Invalid("endsAt", account.FieldNotAllowed, "a decline gives no role that could end"))
		}
	case "":
		bad = append(bad, account.Invalid("decision", account.FieldRequired, "a decision is required"))
	default:
		bad = append(bad, account.Invalid("decision", account.FieldNotAllowed, "must be approve or decline"))
	}
	decision.Misread = account.Fields(bad...)
	if _, err := m.Deciding.Decide(c.r.Context(), c.person, id, decision); err != nil {
		return err
	}
	return m.showAccess(c, http.StatusOK, id)
}

// withdrawAccess is POST /v1/access-requests/{id}/withdraw.
func (m managing) withdrawAccess(c *call) error {
	id, err := c.pathID()
	if err != nil {
		return err
	}
	if err := readNothing(c.r); err != nil {
		return err
	}
	if _, err := m.Asking.Withdraw(c.r.Context(), c.person, id); err != nil {
		return err
	}
	return m.showAccess(c, http.StatusOK, id)
}

// rulesJSON are the rules of an account, in the order in which they are tried.
type rulesJSON struct {
	Rules []ruleJSON `json:"rules"`
}

type ruleJSON struct {
	ID          account.ID     `json:"id"`
	EmailDomain account.Domain `json:"emailDomain"`
	Decision    string         `json:"decision"`
	grantJSON
	Enabled bool          `json:"enabled"`
	Author  account.Email `json:"author"`
}

func showRules(l accessrequest.Listed) rulesJSON {
	return rulesJSON{each(l.Rules, func(r account.Rule) ruleJSON { return showRule(r, l.Names) })}
}

func showRule(r account.Rule, names map[account.ID]string) ruleJSON {
	shown := ruleJSON{ID: r.ID, EmailDomain: r.EmailDomain, Decision: "decline", Enabled: r.Enabled, Author: r.Author}
	if r.Approve {
		shown.Decision, shown.grantJSON = "approve", showGrant(r.Grant, names)
	}
	return shown
}

// getRules is GET /v1/accounts/{id}/rules.
func (m managing) getRules(c *call) error {
	id, err := c.pathID()
	if err != nil {
		return err
	}
	listed, err := m.Ruling.List(c.r.Context(), c.person, id)
	if err != nil {
		return err
	}
	return c.jsonAt(listed.Version, http.StatusOK, showRules(listed))
}

// putRules is PUT /v1/accounts/{id}/rules.
func (m managing) putRules(c *call) error {
	return c.write(func(id account.ID, version int) error {
		b, err := readJSONOf(c.r, maxMembersBytes)
		if err != nil {
			return err
		}
		var forms []accessrequest.RuleForm
		for i, r := range b.objects("rules", account.MaxRules) {
			enabled := r.optionalBoolean("enabled")
			forms = append(forms, accessrequest.RuleForm{
				ID: r.text("id"), EmailDomain: r.text("emailDomain"), Decision: r.text("decision"), Wanted: wantedOf(r, "name"), Disabled: enabled != nil && !*enabled,
			})
			r.text("author") // what a client read it may write back
			b.misreadWithin(indexed("rules", i), r)
		}
		if err := b.misreadFields(); err != nil {
			return err
		}
		listed, err := m.Ruling.Replace(c.r.Context(), c.person, id, forms, version)
		if err != nil {
			return err
		}
		return c.jsonAt(listed.Version, http.StatusOK, showRules(listed))
	})
}
