package pack

// Kept returns how many nodes the pack keeps in memory, and their bytes.
func Kept(p *Pack) (nodes, bytes int) { return p.cache.order.Len(), p.cache.bytes }

// CacheBytes and MaxLevels are limits that the tests outside hold it to.
const (
	CacheBytes = cacheBytes
	MaxLevels  = maxLevels
)
