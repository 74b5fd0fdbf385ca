package reindex

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/sync/errgroup"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo"
	"smartaccounts/internal/dynamo/layout"
	"smartaccounts/internal/dynamo/maintenance"
	"smartaccounts/internal/retry"
	"smartaccounts/internal/search"
	"smartaccounts/tools/longrun"
)

// done is the progress of a rebuild. A page is counted when it is finished; a removal at once, because a repeated scan does not
// find it again. So the counts are exact after an interruption; after a crash the removals of the last second may be missing.
type done struct {
	ByAccount []walked `json:"byAccount"` // one scan per segment
	ByPosting []walked `json:"byPosting"`
	Accounts  int      `json:"accounts"`
	Written   int      `json:"written"`
	Removed   int      `json:"removed"`
	Seconds   float64  `json:"seconds"` // of all runs
}

// walked is the progress of the scan of a segment.
type walked struct {
	After   layout.Key `json:"after"`
	Scanned int        `json:"scanned"`
	Through bool       `json:"through"`
}

// rebuilding is a run; several goroutines use it.
type rebuilding struct {
	table *maintenance.Maintainer
	began time.Time
	state *longrun.State[plan, done]

	mutex  sync.Mutex
	done   done
	before float64 // seconds of earlier runs
}

// rebuild first writes the postings of all accounts, so that searches never find fewer, and then removes stale ones. Each
// account gets an index mark before its postings are written: a concurrent change replaces the mark, and the postings
// follow the change.
func rebuild(ctx context.Context, table *maintenance.Maintainer, state *longrun.State[plan, done], segments int32, items int, progress io.Writer) (done, error) {
	r := &rebuilding{table: table, began: time.Now(), state: state, done: state.Done()}
	if r.done.ByAccount == nil {
		r.done.ByAccount, r.done.ByPosting = make([]walked, segments), make([]walked, segments)
	}
	r.before = r.done.Seconds
	err := walk(ctx, r, r.done.ByAccount, longrun.Bar(progress, "listing accounts", "items", items), table.AccountPage, r.index)
	if err == nil {
		err = walk(ctx, r, r.done.ByPosting, longrun.Bar(progress, "removing stale postings", "items", items), table.PostingPage, r.clear)
	}
	if err == nil {
		err = r.sweep(ctx)
	}
	r.done.Seconds = r.before + time.Since(r.began).Seconds()
	return r.done, errors.Join(err, state.Keep(r.done))
}

// sweep indexes the accounts that an interruption left marked, without waiting for the clean-up. The due index lags and
// may return some again, and the system adds to it, so a few rounds are enough.
func (r *rebuilding) sweep(ctx context.Context) error {
	const rounds = 10
	for range rounds {
		swept, err := search.Index{Store: r.table, Now: dynamo.Now}.Sweep(ctx)
		if err != nil || swept == 0 {
			return err
		}
	}
	return nil
}

// walk scans all segments at once, page by page. The function that do returns changes the counts when the page is
// finished.
func walk[T any](ctx context.Context, r *rebuilding, segments []walked, bar *progressbar.ProgressBar,
	page func(context.Context, maintenance.Segment, layout.Key) (maintenance.Page[T], error),
	do func(context.Context, []T) (count func(*done), err error),
) error {
	show := func() {
		scanned := 0
		for _, w := range segments {
			scanned += w.Scanned
		}
		if scanned > bar.GetMax() {
			bar.ChangeMax(scanned) // the number of items was an estimate
		}
		_ = bar.Set(scanned) // an error of the progress bar does not matter
	}
	walks, walkCtx := errgroup.WithContext(ctx)
	for number := range segments {
		walks.Go(func() error {
			w := &segments[number]
			for !w.Through {
				found, err := page(walkCtx, maintenance.Segment{Number: int32(number), Of: int32(len(segments))}, w.After)
				if err != nil {
					return err
				}
				count, err := do(walkCtx, found.Found)
				if err != nil {
					return err
				}
				err = r.note(func(d *done) {
					count(d)
					w.After, w.Through = found.Next, found.Next == (layout.Key{})
					w.Scanned += found.Scanned
					show()
				})
				if err != nil {
					return err
				}
			}
			return nil
		})
	}
	err := walks.Wait()
	if err == nil {
		_ = bar.Finish() // the number of items was an estimate
	}
	return err
}

// note changes the progress, and stores it at intervals.
func (r *rebuilding) note(change func(*done)) error {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	change(&r.done)
	if !r.state.Due() {
		return nil
	}
	r.done.Seconds = r.before + time.Since(r.began).Seconds()
	return r.state.Keep(r.done)
}

// index writes the postings of accounts.
func (r *rebuilding) index(ctx context.Context, ids []account.ID) (func(*done), error) {
	accounts, written := 0, 0
	for _, id := range ids {
		err := r.table.MarkForIndex(ctx, id, newMark(), dynamo.Now())
		if errors.Is(err, account.ErrNotFound) {
			continue // deleted since the page was read
		}
		listed := 0
		if err == nil {
			listed, err = r.list(ctx, id)
		}
		if err != nil {
			return nil, fmt.Errorf("account %s: %w", id, err)
		}
		accounts++
		written += listed
	}
	return func(d *done) { d.Accounts += accounts; d.Written += written }, nil
}

// clear removes those of the postings that are stale.
func (r *rebuilding) clear(ctx context.Context, found []maintenance.Posting) (func(*done), error) {
	stale, err := r.table.StalePostings(ctx, found)
	if err != nil {
		return nil, err
	}
	for id, its := range stale {
		if err := r.remove(ctx, id, its); err != nil {
			return nil, fmt.Errorf("postings of account %s: %w", id, err)
		}
	}
	return func(*done) {}, nil
}

// remove removes the stale postings of an account, and writes its postings again in case the account has changed.
func (r *rebuilding) remove(ctx context.Context, id account.ID, its []maintenance.Posting) error {
	const tries = 10
	for try := 1; ; try++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		// This call is not cancelled, because a posting that is removed and not counted is not found again.
		removed, err := r.table.RemoveStale(context.WithoutCancel(ctx), id, its, newMark(), dynamo.Now())
		if removed > 0 {
			if keepErr := r.note(func(d *done) { d.Removed += removed }); keepErr != nil {
				return errors.Join(err, keepErr)
			}
		}
		if err == nil {
			break
		}
		if try == tries || !errors.Is(err, retry.ErrConflict) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Duration(try) * 20 * time.Millisecond):
		}
	}
	_, err := r.list(ctx, id)
	return err
}

// list indexes a marked account and returns its number of postings.
func (r *rebuilding) list(ctx context.Context, id account.ID) (int, error) {
	store := &counting{Maintainer: r.table}
	err := search.Index{Store: store, Now: dynamo.Now}.Do(ctx, id)
	return store.listed, err
}

// counting counts the postings of the account that was indexed last.
type counting struct {
	*maintenance.Maintainer
	listed int
}

func (c *counting) PutPostings(ctx context.Context, a account.Account) error {
	c.listed = len(layout.PostingsOf(a))
	return c.Table.PutPostings(ctx, a)
}

func (c *counting) DeletePostings(ctx context.Context, a account.Account) error {
	c.listed = 0
	return c.Table.DeletePostings(ctx, a)
}

// KeepOwnPostings writes all own postings of the account, even if it has not changed: tables of older releases have none.
func (c *counting) KeepOwnPostings(ctx context.Context, a account.Account) error {
	return c.PutOwnPostings(ctx, a)
}

// newMark returns an index mark that no other change has set.
func newMark() string { return "reindex." + string(account.NewID()) }
