package account

// Distance returns how many insertions, deletions, substitutions and transpositions of adjacent letters turn a into b: the
// Damerau-Levenshtein distance in its restricted form (optimal string alignment).
func Distance(a, b string) int {
	from, to := []rune(a), []rune(b)
	// Row i of the table has the distances from the first i letters of a to each prefix of b.
	before, above, row := make([]int, len(to)+1), make([]int, len(to)+1), make([]int, len(to)+1)
	for j := range above {
		above[j] = j
	}
	for i := range from {
		row[0] = i + 1
		for j := range to {
			change := above[j]
			if from[i] != to[j] {
				change++
			}
			row[j+1] = min(change, above[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && from[i] == to[j-1] && from[i-1] == to[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, above, row = above, row, before
	}
	return above[len(to)]
}
