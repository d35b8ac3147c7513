#pragma once
/// The zip of a .xlsx (ISO/IEC 29500-2) and its XML parts. Nothing of it ever becomes a file: names are only looked up.
/// Whatever a file claims, at most kMostInflatedBytes come out of it, and a part's tree takes at most kMostTreeBytes.

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <pugixml.hpp>

#include "base/bytes.h"
#include "training/cell_grid.h"

struct zip;

namespace xueshi::training {

class XlsxPackage {
 public:
  static constexpr std::size_t kMostInflatedBytes = std::size_t{48} * 1024 * 1024;
  static constexpr std::size_t kMostTreeBytes = std::size_t{128} * 1024 * 1024;

  /// `file` must outlive the package.
  static SheetResult<XlsxPackage> open(ByteView file);

  [[nodiscard]] bool has(const std::string& part) const;
  /// One part, inflated now and once. A document type declaration is refused: no spreadsheet has one, and entities are
  /// what it would be for.
  SheetResult<std::unique_ptr<pugi::xml_document>> xml(const std::string& part);

 private:
  struct Close {
    void operator()(zip* archive) const;
  };
  explicit XlsxPackage(zip* archive) : archive_(archive) {}
  SheetResult<std::string> inflate(const std::string& part);

  std::unique_ptr<zip, Close> archive_;
  std::size_t inflated_left_ = kMostInflatedBytes;
};

/// "sheetData" of "x:sheetData": writers choose their own prefixes.
std::string_view local_name(pugi::xml_node node);
std::string_view local_name(pugi::xml_attribute attribute);
/// The first child, or attribute, of that local name; a null one where there is none.
pugi::xml_node child_of(pugi::xml_node node, std::string_view name);
pugi::xml_attribute attribute_of(pugi::xml_node node, std::string_view name);
/// An attribute's or a text's whole number from 0 on; nothing for anything else.
std::optional<std::uint32_t> whole_number_of(std::string_view text);

/// A part's name from a relationship's target and the folder of the part that names it: "xl", "worksheets/sheet1.xml"
/// → "xl/worksheets/sheet1.xml". Nothing for a target that climbs out of the package.
std::optional<std::string> part_name(std::string_view folder, std::string_view target);

SheetProblem damaged_file();
SheetProblem too_large_file();

}  // namespace xueshi::training
