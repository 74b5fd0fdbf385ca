package maintenance

import (
	"sync"
)

// gapless tracks the progress of batches that end in any order: up to which one all have ended.
type gapless struct {
	stored func(Loaded)

	mutex   sync.Mutex
	first   int // number of the first batch that has not ended
	until   []Loaded
	ended   []bool // until and ended begin with batch number first
	reached Loaded
}

// begin adds a batch and returns its number. until is what is stored when it and all batches before it have ended.
func (g *gapless) begin(until Loaded) int {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	g.until, g.ended = append(g.until, until), append(g.ended, false)
	return g.first + len(g.ended) - 1
}

func (g *gapless) end(number int) {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	g.ended[number-g.first] = true
	before := g.reached
	for len(g.ended) > 0 && g.ended[0] {
		g.reached = g.until[0]
		g.until, g.ended = g.until[1:], g.ended[1:]
		g.first++
	}
	if g.stored != nil && g.reached != before {
		g.stored(g.reached)
	}
}
