package layout

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"smartaccounts/internal/account"
)

// endOfTime is the latest millisecond that NewestFirst can sort: 13 digits, the year 2286.
const endOfTime = 1e13 - 1

// NewestFirst returns a position that puts later times first, and those of one millisecond in the order of their ids.
func NewestFirst(t time.Time, id account.ID) string {
	return fmt.Sprintf("%013d#%s", endOfTime-t.UnixMilli(), id)
}

// MillisecondsOf returns the time of a position that NewestFirst returned; the latest possible if position is empty.
func MillisecondsOf(position string) (int64, bool) {
	if position == "" {
		return endOfTime, true
	}
	inverted, _, _ := strings.Cut(position, "#")
	n, err := strconv.ParseInt(inverted, 10, 64)
	return endOfTime - n, err == nil && len(inverted) == 13 && n >= 0
}

// RowOrder returns the part of the sort key by which a person's rows of requests and disputes are sorted; empty for the
// zero time. It is stored in the attribute of that name because the key of a row must never change, not even when the
// local tool that ages data changes createdAt.
func RowOrder(listedAt time.Time, id account.ID) string {
	if listedAt.IsZero() {
		return ""
	}
	return NewestFirst(listedAt, id)
}

// readRowOrder returns the time of the attribute rowOrder; zero if there is none.
func readRowOrder(read *Reader) time.Time {
	order := read.Text("rowOrder")
	if order == "" {
		return time.Time{}
	}
	milliseconds, ok := MillisecondsOf(order)
	if !ok && read.Err == nil {
		read.Err = fmt.Errorf("attribute rowOrder is %q", order)
	}
	return time.UnixMilli(milliseconds).UTC()
}
