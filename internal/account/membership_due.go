package account

import "time"

// endReminders is how long before the end of a membership its member is reminded.
var endReminders = []time.Duration{30 * 24 * time.Hour, 7 * 24 * time.Hour, 24 * time.Hour}

// NextDue returns when the schedule has to process the membership next, at or after now: to remind the member of its end, to
// end it, or to let its invitation lapse. A membership that is over is due since then. It returns the zero time if the
// membership is never due.
func NextDue(m Membership, now time.Time) time.Time {
	due := m.InForceUntil()
	if m.EndsAt.IsZero() {
		return due
	}
	for _, before := range endReminders {
		at := m.EndsAt.Add(-before)
		if at.After(now) && at.After(m.Since) && at.Before(due) {
			due = at
		}
	}
	return due
}
