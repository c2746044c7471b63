package publish

import "fmt"

// maxShards bounds into how many files a pack is cut.
const maxShards = 1 << 12

// checkShards says whether a pack may be cut into so many shards; 0 leaves it
// to the size.
func checkShards(n int) error {
	if n < 0 || n > maxShards || n&(n-1) != 0 {
		return fmt.Errorf("%d shards cannot be: the number is 1, 2, 4, 8 and so on up to %d", n, maxShards)
	}
	return nil
}
