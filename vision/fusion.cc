#include "vision/fusion.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace xueshi::vision {
namespace {

struct Pair {
  std::size_t person = 0;
  std::size_t face = 0;
  float misfit = 0;
};

/// How far the face is from where the person's head would be, in widths of the person; nothing where it cannot be his.
/// The head is in the middle at the top; of people behind desks the box ends at the chest, so it may be large in it.
std::optional<float> misfit(const Found& person, const Found& face) {
  constexpr float kLowest = 0.6F;   // of the person's height
  constexpr float kLargest = 1.2F;  // of the person's width
  const float face_x = face.x + face.width / 2;
  const float face_y = face.y + face.height / 2;
  if (person.width <= 0 || face.width > kLargest * person.width) return std::nullopt;
  if (face_x < person.x || face_x > person.x + person.width) return std::nullopt;
  if (face_y < person.y || face_y > person.y + kLowest * person.height) return std::nullopt;
  const float head_x = person.x + person.width / 2;
  const float head_y = person.y + face.height / 2;
  return std::hypot(face_x - head_x, face_y - head_y) / person.width;
}

/// Each person and each face in at most one, the best fitting first.
std::vector<Pair> paired(const std::vector<Found>& persons, const std::vector<Found>& faces) {
  std::vector<Pair> possible;
  for (std::size_t p = 0; p < persons.size(); ++p) {
    for (std::size_t f = 0; f < faces.size(); ++f) {
      if (const auto fit = misfit(persons[p], faces[f])) possible.push_back({p, f, *fit});
    }
  }
  std::stable_sort(possible.begin(), possible.end(), [](const Pair& a, const Pair& b) { return a.misfit < b.misfit; });
  std::vector<bool> person_taken(persons.size());
  std::vector<bool> face_taken(faces.size());
  std::vector<Pair> pairs;
  for (const Pair& pair : possible) {
    if (person_taken[pair.person] || face_taken[pair.face]) continue;
    person_taken[pair.person] = face_taken[pair.face] = true;
    pairs.push_back(pair);
  }
  return pairs;
}

}  // namespace

std::vector<Found> fuse(const std::vector<Found>& persons, const std::vector<Found>& faces) {
  std::vector<bool> lone_person(persons.size(), true);
  std::vector<bool> lone_face(faces.size(), true);
  std::vector<Found> people;
  for (const Pair& pair : paired(persons, faces)) {
    lone_person[pair.person] = lone_face[pair.face] = false;
    Found both = persons[pair.person];
    both.score = 1 - (1 - both.score) * (1 - faces[pair.face].score);
    if (both.score >= kLeastPair) people.push_back(both);
  }
  for (std::size_t p = 0; p < persons.size(); ++p) {
    if (lone_person[p] && persons[p].score >= kLeastLonePerson) people.push_back(persons[p]);
  }
  for (std::size_t f = 0; f < faces.size(); ++f) {
    if (lone_face[f] && faces[f].score >= kLeastLoneFace) people.push_back(faces[f]);
  }
  std::stable_sort(people.begin(), people.end(), [](const Found& a, const Found& b) { return a.score > b.score; });
  return people;
}

}  // namespace xueshi::vision
