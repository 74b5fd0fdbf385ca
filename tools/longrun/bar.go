package longrun

import (
	"io"
	"time"

	"github.com/schollz/progressbar/v3"
)

// Bar returns a progress bar. A total below 0 is unknown.
func Bar(w io.Writer, what, unit string, total int) *progressbar.ProgressBar {
	return progressbar.NewOptions(total,
		progressbar.OptionSetWriter(w), progressbar.OptionSetDescription(what),
		progressbar.OptionShowCount(), progressbar.OptionShowIts(), progressbar.OptionSetItsString(unit),
		progressbar.OptionSetWidth(30), progressbar.OptionThrottle(500*time.Millisecond),
		progressbar.OptionOnCompletion(func() { _, _ = io.WriteString(w, "\n") }),
	)
}
