#pragma once
/// Candidates as a network gives them, whatever the network. Pure.

#include <cstddef>
#include <vector>

namespace xueshi::vision {

/// A person or a face; in pixels of the network's input, or of the frame, as its holder says.
struct Found {
  float x = 0;
  float y = 0;
  float width = 0;
  float height = 0;
  float score = 0;  ///< 0..1
};

/// Whether all its numbers are finite.
bool finite(const Found& found);

/// Greedy non-maximum suppression: best first, each dropped that overlaps a better one by more than `most_overlap`
/// (intersection over union). Equal scores keep their order. Of more than `most` candidates the best are looked at.
std::vector<Found> suppress(std::vector<Found> found, float most_overlap, std::size_t most);

/// Best first, each dropped whose centre is nearer to a better one's than `nearest` times the better one's width: two
/// faces are never nearer than that, however little their boxes overlap.
std::vector<Found> drop_near(std::vector<Found> found, float nearest);

}  // namespace xueshi::vision
